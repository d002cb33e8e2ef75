import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved, withText } from '../../model/setting.ts'
import type { Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { starts } from '../../settings/starts.ts'

/** Variables are settings with `.` as `_` and `_` as `__`; the names changed in 5.0 from dbms.connector to server. */
export function read(input: ComponentInput): Reading {
  if (!starts(input, ['neo4j', 'docker-entrypoint.sh'], ['cypher-shell', 'neo4j-admin'])) return { role: 'job' }
  const login = secretVariable(input, 'NEO4J_AUTH')
  const off = variable(input, 'NEO4J_dbms_security_auth__enabled')
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
  const level = variable(input, 'NEO4J_server_bolt_tls__level', 'NEO4J_dbms_connector_bolt_tls__level')
  const bolt: Fact<Encryption> =
    level === undefined
      ? byDefault('none', 'bolt has tls_level DISABLED by default (4.0 and later)', [input.at])
      : configured(/^required$/i.test(level.value) ? 'required' : /^optional$/i.test(level.value) ? 'optional' : 'none', level.trail)
  const http = asSwitch(variable(input, 'NEO4J_server_http_enabled', 'NEO4J_dbms_connector_http_enabled')?.value) !== false
  const https = variable(input, 'NEO4J_server_https_enabled', 'NEO4J_dbms_connector_https_enabled')
  return {
    listeners: [
      { port: 7687, protocol: 'tcp', purpose: 'data', tls: bolt, authentication },
      ...(http
        ? [
            {
              port: 7474,
              protocol: 'http' as const,
              purpose: 'admin' as const,
              tls: byDefault<Encryption>('none', 'the HTTP connector is on by default (all versions)', [input.at]),
              authentication,
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
  }
}
