import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { splitHostPort } from '../../protocols/address.ts'
import type { Configuration, Directive } from './directives.ts'

const backends: ReadonlyMap<string, Protocol> = new Map([
  ['mysql', 'mysql'],
  ['postgres', 'postgres'],
])

/** The database of mod_sql: `SQLConnectInfo database@host:port user password ssl-ca:FILE` (its documentation, 1.3.8; not run). */
export function connectionsOf({ directives }: Configuration): readonly ConnectionReading[] {
  const backend = directives.find(({ name }) => name === 'sqlbackend')?.args[0]?.toLowerCase() ?? ''
  const protocol = backends.get(backend)
  if (protocol === undefined) return []
  return directives.flatMap((directive) => (directive.name === 'sqlconnectinfo' ? connection(directive, protocol) : []))
}

function connection({ args, setting }: Directive, protocol: Protocol): readonly ConnectionReading[] {
  const [database = '', user, password, ...options] = args
  const at = database.lastIndexOf('@')
  if (at === -1) return []
  const { host, port } = splitHostPort(database.slice(at + 1))
  const checks = options.some((option) => /^ssl-ca:/i.test(option))
  const why = 'nothing says whether mod_sql speaks TLS to the database'
  return [
    {
      protocol,
      host,
      ...(port === undefined ? {} : { port }),
      key: 'SQLConnectInfo',
      trail: setting.trail,
      encryption: checks ? configured('required', setting.trail) : unknown(why, setting.trail[0]),
      verification: checks ? configured('chain', setting.trail) : unknown(why, setting.trail[0]),
      authentication: password === undefined ? byDefault('none', 'no password is given', setting.trail) : configured('password', setting.trail),
      ...(user === undefined ? {} : { user: { ...setting, value: user } }),
      ...(password === undefined ? {} : { password: { ...setting, value: password } }),
    },
  ]
}
