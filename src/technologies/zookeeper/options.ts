import { parseProperties } from '../../formats/properties.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { withAssignments } from '../../settings/assignments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { systemProperties } from '../../settings/jvm.ts'
import type { Lookup } from '../../settings/rules.ts'

/** Settings by zoo.cfg's names, as the server has them in force. */
export interface Options {
  readonly get: Lookup
  readonly all: ReadonlyMap<string, Setting>
  /** Properties of the JVM by their own names. */
  readonly properties: ReadonlyMap<string, Setting>
  readonly variables: Lookup
  /** A zoo.cfg was read: what it leaves out is not there, whatever an image would have written. */
  readonly isWritten: boolean
  readonly home: Place
  /** The folder of zoo.cfg. */
  readonly folder: string
}

const usualFiles = [
  '/conf/zoo.cfg',
  '/etc/zookeeper/conf/zoo.cfg',
  '/etc/zookeeper/zoo.cfg',
  '/opt/zookeeper/conf/zoo.cfg',
  '/opt/bitnami/zookeeper/conf/zoo.cfg',
  '/bitnami/zookeeper/conf/zoo.cfg',
  '/etc/kafka/zookeeper.properties',
  '/opt/kafka/config/zookeeper.properties',
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
  ['ZOO_STANDALONE_ENABLED', 'standaloneEnabled'],
]

/** Keys that the server takes from zoo.cfg alone: a property of the JVM for them is read by nobody (QuorumPeerConfig.parseProperties, 3.8). */
export const fileOnly: RegExp =
  /^(?:dataDir|dataLogDir|clientPort|clientPortAddress|secureClientPort|secureClientPortAddress|maxClientCnxns|sslQuorum|portUnification|reconfigEnabled|quorumListenOnAllIPs|server\.\d+|servers|dynamicConfigFile|quorum\.auth\.(?:enableSasl|serverRequireSasl|learnerRequireSasl))$/

/**
 * Keys that zoo.cfg knows are taken from there; each other key becomes the property `zookeeper.KEY` of the JVM, over one that the command
 * line sets. A mounted zoo.cfg is used as it is; the image's variables count where none is mounted.
 */
export function optionsOf(input: ComponentInput, gaps: Gap[]): Options {
  const document = configuration(input, gaps)
  const folder = document === undefined ? '/conf' : document.path.slice(0, document.path.lastIndexOf('/'))
  const env = withAssignments(
    input,
    ['java.env', 'zookeeper-env.sh', 'environment'].map((name) => `${folder}/${name}`),
    gaps,
  )
  const flags = ['JVMFLAGS', 'SERVER_JVMFLAGS', 'KAFKA_OPTS', 'JAVA_OPTS'].map((name) => env.get(name))
  const properties = systemProperties(...flags, ...commandLine(input).filter(({ value }) => value.startsWith('-D')))
  const all = new Map<string, Setting>()
  for (const [name, value] of properties) {
    const key = name.startsWith('zookeeper.') ? name.slice('zookeeper.'.length) : undefined
    if (key !== undefined && !fileOnly.test(key)) all.set(key, value)
  }
  if (document === undefined) fromVariables(input, all)
  else fromFile(input, document, all, gaps)
  return {
    get: (key) => all.get(key),
    all,
    properties,
    variables: (name) => env.get(name),
    isWritten: document !== undefined,
    home: document === undefined ? input.at : { file: document.file, line: 1 },
    folder,
  }
}

/** Where zoo.cfg lies, as the server sees it; undefined where none is here. */
export function configurationFile(input: ComponentInput): string | undefined {
  return configuration(input, [])?.path
}

/** The variable that is set for a key. */
export function variableFor(input: ComponentInput, key: string): string | undefined {
  return variables.find(([name, of]) => of === key && input.env.has(name))?.[0]
}

/** The file that the command names, else the first of the usual ones. */
function configuration(input: ComponentInput, gaps: Gap[]): Document | undefined {
  const named = commandLine(input).find(({ value }) => /^\/[^\s=]*\.(?:cfg|properties)$/.test(value))?.value
  for (const path of named === undefined ? usualFiles : [named, ...usualFiles]) {
    const document = openDocument(input, path, gaps)
    if (document !== undefined) return document
  }
  return undefined
}

function fromFile(input: ComponentInput, document: Document, all: Map<string, Setting>, gaps: Gap[]): void {
  for (const { key, value, span } of parseProperties(document.text).entries) all.set(key.trim(), settingAt(document, value.trim(), span))
  const named = all.get('dynamicConfigFile')
  if (named === undefined) return
  const own = `${document.path.slice(0, document.path.lastIndexOf('/'))}/${named.value.slice(named.value.lastIndexOf('/') + 1)}`
  const dynamic = openDocument(input, named.value, gaps) ?? openDocument(input, own, gaps)
  if (dynamic === undefined) return
  for (const { key, value, span } of parseProperties(dynamic.text).entries)
    if (/^server\.\d+$/.test(key)) all.set(key, settingAt(dynamic, value.trim(), span))
}

/** ZOO_CFG_EXTRA holds lines of zoo.cfg apart by blanks. */
function fromVariables(input: ComponentInput, all: Map<string, Setting>): void {
  for (const [name, key] of variables) {
    const value = input.env.get(name)
    if (value !== undefined && value.value !== '') all.set(key, value)
  }
  const extra = input.env.get('ZOO_CFG_EXTRA')
  if (extra === undefined) return
  for (const match of extra.value.matchAll(/(?:^|\s)([A-Za-z0-9.]{1,80})=(\S{1,500})/g)) all.set(match[1] ?? '', withText(extra, match[2] ?? ''))
}
