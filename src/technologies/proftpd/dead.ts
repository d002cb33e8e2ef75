import type { DeadKey } from '../../model/technology.ts'
import type { Configuration, Directive } from './directives.ts'
import { hasModule } from './conditions.ts'
import type { Server } from './servers.ts'
import { booleanOf, inForce } from './servers.ts'

/** Directives of which a server has one value, where the first is the one in force (measured for each, 1.3.8). */
const single = new Map(
  ['MaxLoginAttempts', 'Port', 'RequireValidShell', 'RootLogin', 'TLSEngine', 'TLSRequired', 'TLSProtocol', 'TLSCipherSuite', 'Umask'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
)

const promises = new Map(['TLSEngine', 'TLSRequired', 'TLSVerifyClient'].map((name) => [name.toLowerCase(), name]))

export function deadKeysOf(configuration: Configuration, servers: readonly Server[]): readonly DeadKey[] {
  const found = [...servers.flatMap((server) => [...withoutEngine(server), ...repeated(server)]), ...withoutModule(configuration)]
  // what stands in <Global> is met once for every server
  return [...new Map(found.map((dead) => [`${dead.trail[0]?.file}:${dead.trail[0]?.line}`, dead])).values()]
}

function withoutEngine(server: Server): readonly DeadKey[] {
  const required = inForce(server, 'TLSRequired')
  const isEmpty = required === undefined || booleanOf(required.args[0] ?? '') === false
  if (isEmpty || booleanOf(inForce(server, 'TLSEngine')?.args[0] ?? '') === true) return []
  const why = 'TLSEngine is not on, so that nothing is encrypted and clients are asked for no TLS'
  return [{ key: 'TLSRequired', trail: required.setting.trail, why, fix: 'write TLSEngine on', stake: 'traffic' }]
}

function repeated(server: Server): readonly DeadKey[] {
  return server.directives.flatMap((directive) => {
    const key = single.get(directive.name)
    const first = inForce(server, directive.name)
    if (key === undefined || first === undefined || first === directive || first.within.at(-1) !== directive.within.at(-1)) return []
    if (same(first, directive)) return []
    const trail = [...directive.setting.trail, ...first.setting.trail.slice(0, 1)]
    const why = `${key} is already written further up, and ProFTPD takes the first one`
    return [{ key, trail, why, fix: `leave one line of ${key}`, stake: key.startsWith('TLS') ? ('traffic' as const) : ('defence' as const) }]
  })
}

function same(one: Directive, other: Directive): boolean {
  return one.args.join(' ').toLowerCase() === other.args.join(' ').toLowerCase()
}

/** Debian's modules.conf leaves mod_tls out: what stands in <IfModule mod_tls.c> is passed over without a word. */
function withoutModule({ skipped, conditions }: Configuration): readonly DeadKey[] {
  if (hasModule(conditions, 'mod_tls.c')) return []
  return skipped.flatMap(({ name, args, setting }) => {
    const key = promises.get(name)
    if (key === undefined || booleanOf(args[0] ?? '') === false) return []
    const why = 'mod_tls is not loaded, so that the section <IfModule mod_tls.c> is passed over and nothing is encrypted'
    return [{ key, trail: setting.trail, why, fix: 'write LoadModule mod_tls.c in modules.conf', stake: 'traffic' as const }]
  })
}
