import type { Scope } from './scopes.ts'
import { own, scopesIn } from './scopes.ts'
import type { Rule } from './tree.ts'

/** True when a server answers every request with a redirect to https (ACME's challenge folder aside) or with a refusal. */
export function onlyRedirects(server: Scope): boolean {
  if (answersAway(server)) return true
  const locations = scopesIn(server, 'location')
  const all = locations.find((location) => location.rule.args.at(-1) === '/')
  return all !== undefined && locations.every((location) => answersAway(location) || isChallenge(location))
}

/** True when an unknown name gets nothing from this server: it is closed, or refused in the handshake. */
export function refusesAll(server: Scope): boolean {
  return own(server, 'return').some(refuses) || own(server, 'ssl_reject_handshake').some((rule) => rule.args[0] === 'on')
}

function answersAway(scope: Scope): boolean {
  return (scope.rule.body ?? []).some((rule) => {
    if (rule.name === 'ssl_reject_handshake') return rule.args[0] === 'on'
    if (rule.name === 'return') return (rule.args.at(-1) ?? '').startsWith('https://') || refuses(rule)
    return rule.name === 'rewrite' && (rule.args[1] ?? '').startsWith('https://')
  })
}

/** `return 444;` and the client errors serve nothing. */
function refuses(rule: Rule): boolean {
  return rule.name === 'return' && /^4\d\d$/.test(rule.args[0] ?? '') && rule.args.length === 1
}

function isChallenge(location: Scope): boolean {
  return (location.rule.args.at(-1) ?? '').startsWith('/.well-known/acme-challenge') && own(location, 'proxy_pass').length === 0
}
