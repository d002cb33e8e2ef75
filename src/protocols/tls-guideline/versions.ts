import type { Observation } from '../../model/technology.ts'
import { observation } from './observe.ts'
import type { Profile } from './profile.ts'

/** One version of TLS, and whether a server takes it. `why` says why nobody knows. */
export interface VersionAnswer {
  /** `SSLv2`, `TLSv1.2`: the guideline's names. */
  readonly name: string
  readonly state: 'accepted' | 'refused' | 'unknown'
  readonly why?: string
}

const titles: Readonly<Record<string, { readonly key: string; readonly title: string; readonly why: string }>> = {
  SSLv2: {
    key: 'ssl-2',
    title: 'SSL 2.0',
    why: 'it is broken altogether, and what is recorded with it opens sessions of better versions too (RFC 6176)',
  },
  SSLv3: { key: 'ssl-3', title: 'SSL 3.0', why: 'its encryption gives way octet by octet to who stands on the path (RFC 7568)' },
  TLSv1: { key: 'tls-1.0', title: 'TLS 1.0', why: 'it rests on MD5 and SHA-1 and is deprecated (RFC 8996)' },
  'TLSv1.1': { key: 'tls-1.1', title: 'TLS 1.1', why: 'it rests on MD5 and SHA-1 and is deprecated (RFC 8996)' },
  'TLSv1.2': { key: 'tls-1.2', title: 'TLS 1.2', why: 'the profile wants TLS 1.3 alone' },
  'TLSv1.3': { key: 'tls-1.3', title: 'TLS 1.3', why: 'the profile does not name it' },
}

/** One observation for each version that the profile does not name, and one whether any that it names is there. */
export function judgeVersions(profile: Profile, answers: readonly VersionAnswer[]): readonly Observation[] {
  const allowed = profile.versions.map((name) => titles[name]?.title ?? name).join(' and ')
  const outdated = answers.filter(({ name }) => !profile.versions.includes(name)).map((answer) => judgeOld(answer, allowed))
  const current = answers.filter(({ name }) => profile.versions.includes(name))
  if (current.length === 0 || current.some(({ state }) => state === 'accepted')) return outdated
  const open = current.find(({ state }) => state === 'unknown')
  return [
    ...outdated,
    observation({
      key: 'tls-current',
      verdict: open === undefined ? 'unsafe' : 'unknown',
      message: open === undefined ? `neither of ${allowed} is spoken` : `whether ${allowed} is spoken is not known: ${open.why ?? 'no answer'}`,
      actual: open === undefined ? 'outdated versions alone' : 'unknown',
      expected: allowed,
      fix: `allow ${allowed}`,
      stake: 'traffic',
    }),
  ]
}

function judgeOld({ name, state, why }: VersionAnswer, allowed: string): Observation {
  const { key, title, why: harm } = titles[name] ?? { key: name, title: name, why: 'the profile does not name it' }
  const common = { key, expected: allowed, fix: `allow ${allowed} alone`, stake: 'traffic' } as const
  if (state === 'accepted') return observation({ ...common, verdict: 'unsafe', message: `${title} is accepted: ${harm}`, actual: 'accepted' })
  if (state === 'refused') return observation({ ...common, verdict: 'safe', message: `${title} is refused`, actual: 'refused' })
  return observation({ ...common, verdict: 'unknown', message: `whether ${title} is refused is not known: ${why ?? 'no answer'}`, actual: 'unknown' })
}
