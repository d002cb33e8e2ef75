import type { Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { observation } from './observe.ts'
import type { Profile } from './profile.ts'

/** Suites that a server took. */
export interface SuiteAnswers {
  /** Names of IANA, with the version each was taken in. */
  readonly accepted: readonly { readonly suite: string; readonly version: string }[]
  /** What could not be settled, in a clause each. */
  readonly open: readonly string[]
}

interface Weakness {
  readonly form: RegExp
  readonly why: string
  readonly stake: Stake
}

/** What is wrong with a suite, the worst first. */
const weaknesses: readonly Weakness[] = [
  { form: /NULL/, why: 'nothing is encrypted', stake: 'data' },
  { form: /_anon_/i, why: 'the server does not prove who it is', stake: 'data' },
  { form: /EXPORT|DES40|_40_|EXPORT1024/, why: 'keys of 40 to 56 bits, made to be broken', stake: 'data' },
  { form: /RC4|RC2/, why: 'RC4 and RC2 are broken (RFC 7465)', stake: 'traffic' },
  { form: /(?:^|_)DES_/, why: 'DES is broken', stake: 'traffic' },
  { form: /3DES|IDEA|GOST|28147/, why: 'blocks of 64 bits repeat within one long session (Sweet32)', stake: 'traffic' },
  { form: /^TLS_SHA(?:256|384)_SHA|^SSL_CK_/, why: 'nothing is encrypted', stake: 'data' },
  { form: /^(?:TLS|SSL)_RSA_/, why: 'who gets the key later opens what was recorded before: no forward secrecy', stake: 'defence' },
  { form: /^TLS_(?:DH|ECDH)_(?!anon)/, why: 'who gets the key later opens what was recorded before: no forward secrecy', stake: 'defence' },
  { form: /_CBC_/, why: 'CBC has been attacked again and again (Lucky Thirteen)', stake: 'defence' },
]

const order: readonly Stake[] = ['takeover', 'data', 'traffic', 'defence', 'availability', 'hygiene']

/** One observation on all suites that the profile does not name. */
export function judgeSuites(profile: Profile, { accepted, open }: SuiteAnswers): Observation {
  const wrong = accepted.filter(({ suite }) => !profile.suites.includes(suite))
  const common = { key: 'cipher-suites', expected: `the suites of ${profile.name}`, fix: `allow the suites of ${profile.name} alone` }
  if (wrong.length > 0) {
    const worst = wrong.map(({ suite }) => ({ suite, ...weaknessOf(suite) })).toSorted((a, b) => order.indexOf(a.stake) - order.indexOf(b.stake))[0]!
    const names = [...new Set(wrong.map(({ suite }) => suite))]
    return observation({
      ...common,
      verdict: 'unsafe',
      message: `suites are accepted that ${profile.name} does not name; the worst is ${worst.suite}: ${worst.why}`,
      actual: names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', '),
      stake: worst.stake,
    })
  }
  if (open.length > 0) return observation({ ...common, verdict: 'unknown', message: open.join('; '), actual: 'unknown', stake: 'traffic' })
  return observation({
    ...common,
    verdict: 'safe',
    message: `only suites of ${profile.name} are accepted`,
    actual: 'none but these',
    stake: 'traffic',
  })
}

function weaknessOf(suite: string): Omit<Weakness, 'form'> {
  return (
    weaknesses.find(({ form }) => form.test(suite)) ?? { why: 'it is sound, and not among those that every client is tested with', stake: 'hygiene' }
  )
}

/** What a Diffie-Hellman exchange rests on. */
export interface DhAnswer {
  readonly bits: number
  /** `safe-prime`: (p-1)/2 is prime as well. `other`: it was not made out. */
  readonly modulus: 'safe-prime' | 'prime' | 'composite' | 'other'
}

export function judgeDh(profile: Profile, { bits, modulus }: DhAnswer): Observation {
  const least = profile.dhBits ?? 2048
  const common = {
    key: 'dh-size',
    expected: `a safe prime of at least ${least} bits`,
    fix: 'use ffdhe2048 or larger (RFC 7919), or elliptic curves alone',
  }
  if (modulus === 'composite')
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'the modulus of Diffie-Hellman is no prime: its secret can be computed',
      actual: `${bits} bits, not a prime`,
      stake: 'data',
    })
  if (bits < least)
    return observation({
      ...common,
      verdict: 'unsafe',
      message: `Diffie-Hellman is done with ${bits} bits, which ${bits <= 1024 ? 'has been broken for the primes that many share' : 'is too few'}`,
      actual: `${bits} bits`,
      stake: bits <= 512 ? 'data' : 'traffic',
    })
  if (modulus === 'prime')
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'the prime of Diffie-Hellman is not a safe one: it may have been made to be weak',
      actual: `${bits} bits, not a safe prime`,
      stake: 'traffic',
    })
  return observation({ ...common, verdict: 'safe', message: `Diffie-Hellman has ${bits} bits`, actual: `${bits} bits`, stake: 'traffic' })
}

/** Curves and other groups of fewer than 224 bits. */
export function judgeGroups(profile: Profile, accepted: readonly string[], weak: readonly string[]): Observation {
  const common = { key: 'groups', expected: profile.groups.join(', '), fix: `allow the groups of ${profile.name}`, stake: 'traffic' } as const
  if (weak.length > 0)
    return observation({
      ...common,
      verdict: 'unsafe',
      message: `keys are exchanged over curves that are too small: ${weak.join(', ')}`,
      actual: weak.join(', '),
    })
  return observation({ ...common, verdict: 'safe', message: 'keys are exchanged over groups that are large enough', actual: accepted.join(', ') })
}
