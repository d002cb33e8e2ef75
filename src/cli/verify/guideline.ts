import { RingwallError } from '../../model/error.ts'
import type { Guideline, GuidelineVersion } from '../../protocols/tls-guideline/profile.ts'
import { guidelines } from '../../protocols/tls-guideline/profile.ts'

const newest: GuidelineVersion = '6.0'

/** `modern`, `5.7`, `5.7/old`: a profile of Mozilla's guideline, a version of it, or both. */
export function readGuideline(text: string): Guideline {
  const [first = '', second, ...more] = text.split('/')
  const version = isVersion(first) ? first : newest
  const profile = isVersion(first) ? (second ?? 'intermediate') : first
  const found = guidelines[version].find((each) => each === profile)
  if (found === undefined || more.length > 0 || (second !== undefined && !isVersion(first)))
    throw new RingwallError('usage', `--tls-guideline: there is no "${text}"`, { hint: `there are ${all().join(', ')}` })
  return { version, profile: found }
}

function isVersion(text: string): text is GuidelineVersion {
  return Object.hasOwn(guidelines, text)
}

function all(): readonly string[] {
  return Object.entries(guidelines).flatMap(([version, profiles]) => profiles.map((profile) => `${version}/${profile}`))
}
