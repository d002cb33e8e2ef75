import type { Observation, Remark } from '../../model/technology.ts'
import { asksIn } from './listeners.ts'
import { written } from './observation.ts'
import { onlyRedirects } from './redirects.ts'
import type { Scope } from './scopes.ts'
import { headerIn, listInForce, own, scopesIn, withVariables } from './scopes.ts'
import type { Servers } from './servers.ts'
import type { Rule } from './tree.ts'

const forged: Remark = {
  concern: 'proxy-trust',
  key: 'proxy_set_header',
  stake: 'data',
  expected: 'the header is set from what nginx itself checked, or emptied, in every location of that program',
  fix: 'set the header in this location too, to the checked name or to "" where nobody is logged in',
}

/** Headers by which programs are told who the user is; Coopr's are in its guide (security: perimeter). */
const identity =
  /^(?:x-)?(?:remote-?user|remote-?groups?|authenticated-?user(?:id)?|auth-?request-?\w{1,20}|webauth-user|forwarded-(?:user|email|groups|preferred-username)|user(?:-?id|-?name)?|ssl-client-\w{1,20}|client-(?:dn|cert|verify)|coopr-(?:userid|apikey|tenantid)|tenant-?id)$/i

/** Whether a client can send, itself, the headers by which the program behind knows its user. */
export function identityObservations(servers: Servers): readonly Observation[] {
  const proxied = servers.http.flatMap((server) =>
    scopesIn(server, 'location', 'if').filter((scope) => own(scope, 'proxy_pass').length > 0 && !onlyRedirects(scope)),
  )
  return [...proxied.flatMap(handedOn), ...leftOut(proxied)]
}

/** `proxy_set_header X-Remote-User $http_x_remote_user;`: what the client says is passed on as if nginx knew it. */
function handedOn(scope: Scope): readonly Observation[] {
  return listInForce(scope, 'proxy_set_header').flatMap((rule) => {
    const [name = '', value = ''] = rule.args
    const source = /\$(http_|arg_|cookie_)/.exec(withVariables(scope, value))?.[1]
    if (!identity.test(name) || source === undefined) return []
    // a tenant, or who has logged in already, is half of an identity
    const stake = /tenant/i.test(name) || asksIn(scope) !== undefined ? 'defence' : 'data'
    return [
      written({ ...forged, key: name, stake }, 'unsafe', rule, `${name} is passed on as the client sends it: anybody is who they say`, `$${source}…`),
    ]
  })
}

/** A header that some locations of a program set, and another of the same program leaves as the client sends it. */
function leftOut(proxied: readonly Scope[]): readonly Observation[] {
  const wanted = new Map<string, Map<string, Rule>>()
  for (const scope of proxied)
    for (const rule of listInForce(scope, 'proxy_set_header')) {
      const name = rule.args[0] ?? ''
      if (!identity.test(name)) continue
      const known = wanted.get(targetOf(scope)) ?? new Map<string, Rule>()
      known.set(name.toLowerCase(), known.get(name.toLowerCase()) ?? rule)
      wanted.set(targetOf(scope), known)
    }
  return proxied.flatMap((scope) =>
    [...(wanted.get(targetOf(scope)) ?? new Map<string, Rule>())].flatMap(([name, rule]) => {
      const pass = own(scope, 'proxy_pass')[0]
      if (pass === undefined || headerIn(scope, 'proxy_set_header', name) !== undefined || sendsNone(scope)) return []
      const header = rule.args[0] ?? name
      const message = `${header} tells the program behind who the user is, and location ${scope.rule.args.join(' ')} does not set it: a client that sends it itself is believed`
      return [written({ ...forged, key: header }, 'unsafe', pass, message, `${header} is not set here`)]
    }),
  )
}

/** `proxy_pass_request_headers off` sends none of the client's. */
function sendsNone(scope: Scope): boolean {
  return listInForce(scope, 'proxy_pass_request_headers').at(-1)?.args[0] === 'off'
}

function targetOf(scope: Scope): string {
  return /^(?:[a-z]+:\/\/)?[^/?]*/.exec(withVariables(scope, own(scope, 'proxy_pass')[0]?.args[0] ?? ''))?.[0] ?? ''
}
