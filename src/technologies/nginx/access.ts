import type { Observation, Remark } from '../../model/technology.ts'
import { asksIn } from './listeners.ts'
import { locationFor, prefixOf, sampleBelow } from './locations.ts'
import { written } from './observation.ts'
import type { Scope } from './scopes.ts'
import { listInForce, own, passesOn, scopesIn } from './scopes.ts'
import type { Servers } from './servers.ts'
import { nameOf } from './servers.ts'

const bypass: Remark = {
  concern: 'anonymous-access',
  key: 'location',
  stake: 'data',
  expected: 'the protected location is a ^~ one, or the other asks for the same login',
  fix: 'write location ^~ for the protected path, or repeat the login in the location with the expression',
}
const conditions: Remark = {
  concern: 'anonymous-access',
  key: 'allow',
  stake: 'defence',
  expected: 'deny all; behind the allow lines',
  fix: 'add deny all; behind the last allow',
  want: 'followed by deny all',
}

/** Where a location asks for a login or an address, and who gets past it. */
export function accessObservations(servers: Servers): readonly Observation[] {
  return servers.http.flatMap((server) => {
    const locations = scopesIn(server, 'location')
    return [...locations.flatMap((location) => passedBy(location, server, locations)), ...[server, ...locations].flatMap(undecided)]
  })
}

/** nginx asks expressions before plain prefixes: `location ~ \.php$` takes what lies below `location /admin` with it. */
function passedBy(location: Scope, server: Scope, locations: readonly Scope[]): readonly Observation[] {
  const prefix = prefixOf(location)
  if (prefix === undefined || prefix === '/' || location.parent !== server || !guards(location)) return []
  return locations.flatMap((other) => {
    if (other.parent !== server || guards(other) || !(passesOn(other) || own(other, 'return').length === 0)) return []
    const path = sampleBelow(prefix, other)
    const chosen = path === undefined ? undefined : locationFor(server, path)
    if (path === undefined || typeof chosen !== 'object' || chosen.rule !== other.rule) return []
    const message = `location ${other.rule.args.join(' ')} of ${nameOf(server)} is asked before location ${prefix}: ${path} gets past the protection there`
    return [written(passesOn(other) ? bypass : { ...bypass, stake: 'hygiene' }, 'unsafe', other.rule, message, 'an expression without the login')]
  })
}

function guards(scope: Scope): boolean {
  return asksIn(scope) !== undefined || listInForce(scope, 'deny').some((rule) => rule.args[0] === 'all')
}

/** `allow` alone lets everybody in: whoever no rule names is let in. */
function undecided(scope: Scope): readonly Observation[] {
  const [first] = own(scope, 'allow')
  if (first === undefined || own(scope, 'deny').length > 0) return []
  if (own(scope, 'allow').some((rule) => rule.args[0] === 'all')) return []
  return [written(conditions, 'unsafe', first, 'allow without deny refuses nobody: every other address is let in as well', 'allow without deny')]
}
