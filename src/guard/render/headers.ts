import { learningPolicy, policyText, reportGroup, reportPath, reporting, strictest } from '../browser/csp/policy.ts'
import { programsCors } from '../browser/cors.ts'
import { permissions } from '../browser/features.ts'
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

type Written = readonly (readonly [name: string, value: string])[]

/** Headers that the guard answers with for the program of a site, in the order in which they are written. */
export function answers(site: Site): Written {
  return [...common(site), ...policies(site)]
}

/** Headers that the data plane adds to the portal's answers, which bring a policy of their own. */
export function common({ headers }: Site): Written {
  return [
    ...(headers.hsts === 0 ? [] : [['Strict-Transport-Security', `max-age=${headers.hsts}`] as const]),
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', headers.frame.toUpperCase()],
    ['Referrer-Policy', headers.referrer],
    ['Cross-Origin-Opener-Policy', headers.opener],
    ['Cross-Origin-Resource-Policy', headers.resource],
    ['Permissions-Policy', permissions(headers.allow)],
  ]
}

/** What is said of the program's pages alone. Who may show them in a frame is in force from the beginning. */
function policies({ headers }: Site): Written {
  const embedder = headers.embedder === 'unsafe-none' ? [] : [['Cross-Origin-Embedder-Policy', headers.embedder] as const]
  const frames = policyText(new Map([['frame-ancestors', strictest(headers.frame).get('frame-ancestors') ?? []]]))
  if (headers.policyMode === 'off') return [...embedder, ['Content-Security-Policy', frames]]
  const isEnforced = headers.policyMode === 'enforce'
  const policy = headers.policy ?? (isEnforced ? policyText(strictest(headers.frame)) : learningPolicy(headers.frame))
  return [
    ...embedder,
    ['Reporting-Endpoints', `${reportGroup}="${reportPath}"`],
    ...(isEnforced
      ? [['Content-Security-Policy', reporting(/(?:^|;)\s*frame-ancestors\b/i.test(policy) ? policy : `${policy}; ${frames}`)] as const]
      : [['Content-Security-Policy', frames] as const, ['Content-Security-Policy-Report-Only', reporting(policy)] as const]),
  ]
}

/** Headers of the program that say what it is made of. */
const telling = ['Server', 'X-AspNet-Version', 'X-Powered-By', 'X-Runtime', 'X-Version'] as const

/** Older or other words for what the guard says, which browsers would put beside it; the last one opened holes of its own. */
const beside = [
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Embedder-Policy-Report-Only',
  'Cross-Origin-Opener-Policy-Report-Only',
  'Feature-Policy',
  'X-XSS-Protection',
] as const

/**
 * Headers of the program that do not reach the client: those that tell too much, those that let other origins in, and those that the guard answers with. A policy that the
 * program has itself stays beside the guard's: browsers keep both.
 */
export function hidden(site: Site): readonly string[] {
  const ours = answers(site).map(([name]) => name)
  const reports = ours.includes('Reporting-Endpoints') ? ['Content-Security-Policy-Report-Only', 'Report-To'] : []
  return [...new Set([...telling, ...beside, ...programsCors, ...ours, ...reports])].filter((name) => name !== 'Content-Security-Policy')
}
