import type { Learned } from '../../model/observed.ts'
import type { Observation, Remark } from '../../model/technology.ts'
import type { ClamdVersion } from '../../wire/clamd.ts'
import { clamdVersion, pingClamd } from '../../wire/clamd.ts'
import type { Probe, Target } from '../probe.ts'
import { talking } from '../talking.ts'

export function isClamd({ technology }: Pick<Target, 'technology'>): boolean {
  return technology === 'clamav'
}

const hour = 3_600_000
/** libclamav warns from here on (cvd.c, 1.4: "The virus database is older than 7 days!"). */
const oldest = 7 * 24 * hour
/** clamd writes the time of its own zone, and does not say which: UTC-12 to UTC+14. */
const zone = 14 * hour

const fresh: Remark = {
  concern: 'malware-scanner',
  key: 'FailIfCvdOlderThan',
  stake: 'defence',
  expected: 'signatures of the last 7 days',
  fix: 'run freshclam with several checks a day, and see in its log why it loads nothing',
}

/** There is no log-in in clamd's protocol: who is answered may scan, and stop it. Neither is tried. */
export const scanner: Probe = {
  id: 'clamav/scanner',
  asks: 'whether commands are taken without a log-in, and how old the signatures are; nothing is scanned',
  connections: 2,
  applies: isClamd,
  async ask(_target, asking) {
    await talking(asking, pingClamd)
    return judge(await talking(asking, clamdVersion), asking.now())
  },
}

function judge({ version, signatures }: ClamdVersion, now: number): Learned {
  const said = 'commands are taken without a log-in'
  const base = { version, authentication: 'none' as const }
  if (signatures === undefined) return { ...base, said, unproven: ['it names no date of its signatures: those of every day are not there'] }
  const age = now - signatures
  const days = Math.floor(age / (24 * hour))
  if (age < -zone) return { ...base, said, unproven: ['its signatures are of the future: one of the two clocks is wrong'] }
  if (Math.abs(age - oldest) < zone) return { ...base, said, unproven: [`its signatures are ${days} days old, in a time zone that it does not name`] }
  const isOld = age > oldest
  const observation: Observation = {
    ...fresh,
    verdict: isOld ? 'unsafe' : 'safe',
    trail: [],
    basis: 'observed',
    message: isOld ? `the signatures of the scanner are ${days} days old: what is newer is not found` : 'the signatures of the scanner are fresh',
    actual: isOld ? `${days} days old` : 'of the last 7 days',
  }
  return { ...base, said: `${said}; its signatures are ${isOld ? `${days} days old` : 'fresh'}`, observations: [observation] }
}
