import type { Reach, Severity, Stake } from './vocabulary.ts'

/** The one table of severities: who can use the weakness, and what is lost. Unknown reach counts as host. */
const table: Readonly<Record<Stake, Readonly<Record<Exclude<Reach, 'unknown'>, Severity>>>> = {
  takeover: { internet: 'critical', host: 'critical', zone: 'high', loopback: 'high', component: 'high' },
  data: { internet: 'critical', host: 'high', zone: 'medium', loopback: 'medium', component: 'low' },
  traffic: { internet: 'high', host: 'medium', zone: 'low', loopback: 'info', component: 'info' },
  defence: { internet: 'medium', host: 'medium', zone: 'low', loopback: 'low', component: 'low' },
  availability: { internet: 'medium', host: 'low', zone: 'low', loopback: 'low', component: 'low' },
  hygiene: { internet: 'low', host: 'low', zone: 'low', loopback: 'info', component: 'info' },
}

export function severity(reach: Reach, stake: Stake): Severity {
  return table[stake][reach === 'unknown' ? 'host' : reach]
}

export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** True when `one` is at least as bad as `other`. */
export function atLeast(one: Severity, other: Severity): boolean {
  return severities.indexOf(one) <= severities.indexOf(other)
}
