import type { SecurityHeaders } from '../../model/site.ts'

/** Where browsers report to, on each protected host. */
export const reportPath = '/.guard/csp'

/** What the Reporting API calls that place. */
export const reportGroup = 'guard-csp'

export type Policy = ReadonlyMap<string, readonly string[]>

/** What every site may begin with: itself, nothing inline, nothing else. */
export function strictest(frame: SecurityHeaders['frame']): Policy {
  return new Map([
    ['default-src', ["'self'"]],
    ['script-src', ["'self'"]],
    ['style-src', ["'self'"]],
    ['object-src', ["'none'"]],
    ['base-uri', ["'none'"]],
    ['form-action', ["'self'"]],
    ['frame-ancestors', [frame === 'deny' ? "'none'" : "'self'"]],
  ])
}

export function policyText(policy: Policy): string {
  return [...policy].map(([directive, sources]) => [directive, ...sources].join(' ')).join('; ')
}

/** The policy that is reported against where none is written: samples of what is inline tell one such script from another. */
export function learningPolicy(frame: SecurityHeaders['frame']): string {
  const sampled = ['script-src', 'style-src']
  return policyText(
    new Map([...strictest(frame)].map(([name, sources]) => [name, sampled.includes(name) ? [...sources, "'report-sample'"] : sources])),
  )
}

/** The policy of a site with the places that it is reported to: both ways, for browsers know one or the other. */
export function reporting(policy: string): string {
  return `${policy}; report-uri ${reportPath}; report-to ${reportGroup}`
}
