import { parseProperties } from '../../formats/properties.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

const files = [
  '/conf/zoo.cfg',
  '/opt/bitnami/zookeeper/conf/zoo.cfg',
  '/bitnami/zookeeper/conf/zoo.cfg',
  '/etc/kafka/zookeeper.properties',
  '/apache-zookeeper/conf/zoo.cfg',
]

/** Variables of the three images, with zoo.cfg's own names. */
const variables: readonly (readonly [string, string])[] = [
  ['ZOO_4LW_COMMANDS_WHITELIST', '4lw.commands.whitelist'],
  ['ZOOKEEPER_4LW_COMMANDS_WHITELIST', '4lw.commands.whitelist'],
  ['ZOOKEEPER_CLIENT_PORT', 'clientPort'],
  ['ZOO_PORT_NUMBER', 'clientPort'],
  ['ZOOKEEPER_SECURE_CLIENT_PORT', 'secureClientPort'],
  ['ZOO_TLS_PORT_NUMBER', 'secureClientPort'],
  ['ZOO_ADMINSERVER_ENABLED', 'admin.enableServer'],
  ['ZOO_ENABLE_ADMIN_SERVER', 'admin.enableServer'],
  ['ZOOKEEPER_ADMIN_ENABLE_SERVER', 'admin.enableServer'],
  ['ZOO_ADMIN_SERVER_PORT_NUMBER', 'admin.serverPort'],
  ['ZOOKEEPER_ADMIN_SERVER_PORT', 'admin.serverPort'],
  ['ZOOKEEPER_SSL_CLIENT_AUTH', 'ssl.clientAuth'],
  ['ZOO_TLS_CLIENT_AUTH', 'ssl.clientAuth'],
  ['ZOOKEEPER_SSL_QUORUM', 'sslQuorum'],
  ['ZOO_TLS_QUORUM_ENABLE', 'sslQuorum'],
  ['ZOO_SERVERS', 'servers'],
  ['ZOOKEEPER_SERVERS', 'servers'],
  ['ZOO_DATA_DIR', 'dataDir'],
]

/** Settings by zoo.cfg's names. A mounted zoo.cfg is used as it is; the image's variables count where none is mounted. */
export function optionsOf(input: ComponentInput, gaps: Gap[]): ReadonlyMap<string, Setting> {
  const all = new Map<string, Setting>()
  for (const path of files) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const { key, value, span } of parseProperties(document.text).entries) all.set(key, settingAt(document, value, span))
  }
  if (all.size > 0) return all
  for (const [name, key] of variables) {
    const value = input.env.get(name)
    if (value !== undefined && value.value !== '') all.set(key, value)
  }
  // ZOO_CFG_EXTRA holds lines of zoo.cfg apart by blanks; JVM flags hold properties
  for (const name of ['ZOO_CFG_EXTRA', 'JVMFLAGS', 'SERVER_JVMFLAGS', 'KAFKA_OPTS']) {
    const value = input.env.get(name)
    for (const match of (value?.value ?? '').matchAll(/(?:^|\s)(?:-Dzookeeper\.)?([A-Za-z0-9.]{1,80})=(\S{1,500})/g)) {
      if (value !== undefined && (name === 'ZOO_CFG_EXTRA' || match[0].includes('-Dzookeeper.')))
        all.set(match[1] ?? '', withText(value, match[2] ?? ''))
    }
  }
  return all
}
