import type { Site } from '../model/site.ts'

/**
 * Headers by which programs learn who somebody is or how they were asked. No client's word for them gets through; spelled with an underscore
 * they are dropped by the engine as a whole.
 */
const identity = [
  'Forwarded',
  'Proxy',
  'Remote-Email',
  'Remote-Groups',
  'Remote-Name',
  'Remote-User',
  'SSL-Client-Cert',
  'SSL-Client-S-DN',
  'SSL-Client-Verify',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Auth-Request-User',
  'X-Authenticated-User',
  'X-Client-Cert',
  'X-Client-Verified',
  'X-Forwarded-Access-Token',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Path',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Scheme',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'X-Forwarded-Uri',
  'X-Forwarded-User',
  'X-Http-Method',
  'X-Http-Method-Override',
  'X-Method-Override',
  'X-Original-Host',
  'X-Original-Method',
  'X-Original-Uri',
  'X-Original-Url',
  'X-Real-Ip',
  'X-Remote-Groups',
  'X-Remote-User',
  'X-Rewrite-Url',
  'X-Ssl-Cert',
  'X-User',
  'X-User-Id',
  'X-Webauth-User',
] as const

/** The names under which the guard itself speaks to programs. */
export const own = { assertion: 'X-Guard-Assertion', user: 'X-Guard-User' } as const

/** Every header of clients that must not reach the program of a site, each once. */
export function stripped(site: Site): readonly string[] {
  const all = [...identity, ...site.strip, ...(site.inject === undefined ? [] : [site.inject.header])]
  const kept = [own.assertion, own.user, site.userHeader].flatMap((name) => name?.toLowerCase() ?? [])
  const seen = new Set<string>(kept)
  return all.filter((name) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()) !== undefined).toSorted()
}

/** Headers that the guard answers with on a site, in the order in which they are written. */
export function answers({ headers }: Site): readonly (readonly [name: string, value: string])[] {
  const policy = headers.policy ?? "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
  const name = headers.policyMode === 'enforce' ? 'Content-Security-Policy' : 'Content-Security-Policy-Report-Only'
  return [
    ...(headers.hsts === 0 ? [] : [['Strict-Transport-Security', `max-age=${headers.hsts}`] as const]),
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', headers.frame.toUpperCase()],
    ['Referrer-Policy', headers.referrer],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ...(headers.policyMode === 'off' ? [] : [[name, headers.policyMode === 'report' ? `${policy}; report-uri /.guard/csp` : policy] as const]),
  ]
}

/** Headers of the program that say what it is made of, and do not reach the client. */
export const hidden: readonly string[] = ['Server', 'X-AspNet-Version', 'X-Powered-By', 'X-Runtime', 'X-Version']
