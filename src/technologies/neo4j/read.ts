import { parseProperties } from '../../formats/properties.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, withText } from '../../model/setting.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { starts } from '../../settings/starts.ts'

const paths = ['/conf/neo4j.conf', '/var/lib/neo4j/conf/neo4j.conf', '/etc/neo4j/neo4j.conf']

/** The first of the names that is set: a variable wins over neo4j.conf. */
function lookup(input: ComponentInput, gaps: Gap[]): (...names: readonly string[]) => Setting | undefined {
  const values = new Map<string, Setting>()
  for (const path of paths) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const { key, value, span } of parseProperties(document.text).entries) values.set(key, settingAt(document, value.trim(), span))
    break
  }
  const variableOf = (name: string): string => `NEO4J_${name.replaceAll('_', '__').replaceAll('.', '_')}`
  return (...names) => variable(input, ...names.map(variableOf)) ?? names.map((name) => values.get(name)).find((value) => value !== undefined)
}

/** Variables are settings with `.` as `_` and `_` as `__`; the names changed in 5.0 from dbms.connector to server. */
export function read(input: ComponentInput): Reading {
  if (!starts(input, ['neo4j', 'docker-entrypoint.sh'], ['cypher-shell', 'neo4j-admin'])) return { role: 'job' }
  const gaps: Gap[] = []
  const option = lookup(input, gaps)
  const login = secretVariable(input, 'NEO4J_AUTH')
  const off = option('dbms.security.auth_enabled')
  const slash = login?.value.value.indexOf('/') ?? -1
  const authentication: Fact<Authentication> =
    asSwitch(off?.value) === false
      ? configured('none', off?.trail ?? [])
      : login === undefined
        ? byDefault('password', 'Neo4j asks for a password, which is to be changed at the first login (all versions)', [input.at])
        : login.value.value === 'none'
          ? configured('none', login.value.trail)
          : slash === -1 && !isResolved(login.value)
            ? unknown('NEO4J_AUTH has no value here', login.value.trail[0])
            : configured('password', login.value.trail)
  const level = option('server.bolt.tls_level', 'dbms.connector.bolt.tls_level')
  const bolt: Fact<Encryption> =
    level === undefined
      ? byDefault('none', 'bolt has tls_level DISABLED by default (4.0 and later)', [input.at])
      : configured(/^required$/i.test(level.value) ? 'required' : /^optional$/i.test(level.value) ? 'optional' : 'none', level.trail)
  const http = asSwitch(option('server.http.enabled', 'dbms.connector.http.enabled')?.value) !== false
  const https = option('server.https.enabled', 'dbms.connector.https.enabled')
  // the image listens on all addresses, a process on loopback unless it is told otherwise
  const address = option('server.default_listen_address', 'dbms.default_listen_address')
  const isLocal = input.form === 'process' && (address === undefined || isLoopback(address.value))
  const door = (kind: string): Pick<ListenerReading, 'bind' | 'trail'> => {
    const own = option(`server.${kind}.listen_address`, `dbms.connector.${kind}.listen_address`)
    const from = own ?? address
    const host = own === undefined ? '' : splitHostPort(own.value).host
    const local = host === '' ? isLocal : isLoopback(host)
    return {
      ...(local
        ? { bind: byDefault('loopback', 'Neo4j listens on localhost unless an address is set (4.0 and later)', from?.trail ?? [input.at]) }
        : {}),
      ...(from === undefined ? {} : { trail: from.trail }),
    }
  }
  return {
    listeners: [
      { port: 7687, protocol: 'tcp', purpose: 'data', tls: bolt, authentication, ...door('bolt') },
      ...(http
        ? [
            {
              port: 7474,
              protocol: 'http' as const,
              purpose: 'admin' as const,
              tls: byDefault<Encryption>('none', 'the HTTP connector is on by default (all versions)', [input.at]),
              authentication,
              ...door('http'),
            },
          ]
        : []),
      ...(asSwitch(https?.value) === true
        ? [
            {
              port: 7473,
              protocol: 'http' as const,
              purpose: 'admin' as const,
              tls: configured<Encryption>('required', https?.trail ?? []),
              authentication,
              ...door('https'),
            },
          ]
        : []),
    ],
    accounts:
      login === undefined || slash === -1
        ? []
        : [
            {
              user: withText(login.value, login.value.value.slice(0, slash)),
              password: withText(login.value, login.value.value.slice(slash + 1).replace(/\/true$/, '')),
              power: 'administrator',
              key: login.key,
              port: 7687,
            },
          ],
    stores: [{ path: '/data', holds: 'data' }],
    image: { runsAs: 'drops', healthcheck: false },
    gaps,
  }
}
