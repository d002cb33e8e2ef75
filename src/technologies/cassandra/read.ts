import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'
import { openTree, treeLookup } from '../../settings/trees.ts'
import { ignoredByImage, rules } from './settings.ts'

export function read(input: ComponentInput): Reading {
  if (!starts(input, ['cassandra', 'scylla', 'docker-entrypoint.sh', 'docker-entrypoint.py', 'run.sh'], ['cqlsh', 'nodetool'])) return { role: 'job' }
  const gaps: Gap[] = []
  const rebuilt = matchesImage(input.image, ['bitnami/cassandra'])
  const scylla = matchesImage(input.image, ['scylladb/scylla'])
  const path = scylla ? '/etc/scylla/scylla.yaml' : rebuilt ? '/bitnami/cassandra/conf/cassandra.yaml' : '/etc/cassandra/cassandra.yaml'
  const file = treeLookup(openTree(input, [path], gaps))
  const written =
    flag(commandLine(input), ['--authenticator'])?.value ??
    (rebuilt ? variable(input, 'CASSANDRA_AUTHENTICATOR') : undefined) ??
    file('authenticator') ??
    file('authenticator.class_name')
  const password = rebuilt ? filled(secretVariable(input, 'CASSANDRA_PASSWORD')) : undefined
  const user = rebuilt ? variable(input, 'CASSANDRA_USER') : undefined
  const login: Fact<Authentication> =
    written !== undefined
      ? /\$\{/.test(written.value)
        ? unknown('the authenticator has no value here', written.trail[0])
        : configured(
            written.value.endsWith('AllowAllAuthenticator') ? 'none' : /Mutual/.test(written.value) ? 'certificate' : 'password',
            written.trail,
          )
      : rebuilt
        ? byDefault('password', 'the Bitnami image sets PasswordAuthenticator', password?.value.trail ?? [input.at])
        : byDefault('none', 'AllowAllAuthenticator is the default, and the image reads no variable for it (all versions)', [input.at])
  const on = file('client_encryption_options.enabled') ?? (rebuilt ? variable(input, 'CASSANDRA_CLIENT_ENCRYPTION') : undefined)
  const optional = file('client_encryption_options.optional')
  const tls: Fact<Encryption> =
    on !== undefined && asSwitch(on.value) === true
      ? configured(asSwitch(optional?.value) === true ? 'optional' : 'required', on.trail)
      : on === undefined
        ? byDefault('none', 'client_encryption_options are off by default (all versions)', [input.at])
        : configured('none', on.trail)
  // the image's entrypoint listens on all addresses, whatever the file says
  const address = input.form === 'process' ? (file('rpc_address') ?? setting('localhost', input.at)) : undefined
  const port = file('native_transport_port')
  const known = password?.value ?? (rebuilt ? setting('cassandra', input.at) : undefined)
  return {
    listeners: [
      {
        port: Number(port?.value) || 9042,
        protocol: 'cassandra',
        purpose: 'data',
        tls,
        authentication: login,
        ...(address !== undefined && isLoopback(address.value) ? { bind: configured('loopback' as const, address.trail) } : {}),
        ...(address === undefined ? {} : { trail: address.trail }),
      },
    ],
    secrets: ['client_encryption_options', 'server_encryption_options'].flatMap((part) => {
      const value = file(`${part}.keystore_password`)
      const on = asSwitch(file(`${part}.enabled`)?.value) === true || !/^(?:none)?$/.test(file(`${part}.internode_encryption`)?.value ?? '')
      const keyStore = file(`${part}.keystore`)
      const opens = keyStore === undefined ? {} : { keyStore }
      return value === undefined || !on ? [] : [{ key: `${part}.keystore_password`, purpose: 'shared-secret' as const, value, ...opens, atLeast: 12 }]
    }),
    observations: observe(rules, file, input.at),
    accounts:
      known === undefined
        ? []
        : [
            {
              ...(user === undefined ? {} : { user }),
              password: known,
              power: 'administrator',
              key: password?.key ?? 'CASSANDRA_PASSWORD',
              port: 9042,
            },
          ],
    deadKeys: matchesImage(input.image, ['cassandra']) ? deadKeys(ignoredByImage, (key) => variable(input, key)) : [],
    stores: [{ path: rebuilt ? '/bitnami/cassandra' : scylla ? '/var/lib/scylla' : '/var/lib/cassandra', holds: 'data' }],
    image: { runsAs: rebuilt ? 'user' : 'drops', healthcheck: false },
    gaps,
  }
}
