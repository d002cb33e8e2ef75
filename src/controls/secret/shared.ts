import type { Control } from '../../model/control.ts'
import { componentOf } from '../../model/lookup.ts'
import type { CredentialUse } from '../../model/graph.ts'
import type { Place } from '../../model/place.ts'
import { guardian, holders, keysOf, placesOf, reachOf } from '../secrets.ts'

export const shared: Control = {
  id: 'secret/shared',
  title: 'one secret opens several doors',
  subject: 'secret',
  documentation: {
    why: 'Where one value opens several doors, the weakest program gives away all of them, and changing it means changing everything at once.',
    how: 'Equal values that protect different things: accounts of different programs, an account and a signing key, or two API keys of one program. A client that holds the password of its server shares nothing.',
    falsePositives: 'Replicas of one program are meant to share their keys: they count as one door.',
    fix: 'Generate one value for each door.',
    references: ['CWE-1391'],
  },
  *judge(deployment) {
    for (const credential of deployment.credentials) {
      const { label, uses, strength } = credential
      if (strength === 'unknown') continue
      const technology = (id: string): string => componentOf(deployment, id)?.technology ?? id
      const locks = uses.filter((use) => use.as === 'account' || use.as === 'secret')
      const doors = new Set([...locks.map((use) => doorOf(use, technology(use.component))), ...callersOf(locks)])
      const base = {
        subject: label,
        discriminator: keysOf(uses),
        component: guardian(credential, deployment),
        key: uses[0]?.key ?? '',
        locations: placesOf(locks),
      }
      if (doors.size < 2) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${holders(locks)}: one value opens ${doors.size} different doors.`,
        expected: 'a value for each',
        actual: `${label}, shared`,
        fix: 'generate a value for each of them',
        reach: ['host', 'internet'].includes(reachOf(credential, deployment)) ? 'zone' : 'component',
        stake: 'hygiene',
      }
    }
  },
}

/** API keys of one program are for one caller each: the first of them is what two programs agreed on, any other is a door of its own. */
function callersOf(locks: readonly CredentialUse[]): readonly string[] {
  const keys = locks.filter(({ purpose }) => purpose === 'api-key')
  return keys.flatMap(({ component, key, trail }, index) => {
    const first = keys.findIndex((other) => other.component === component)
    const place = trail[0]
    const isOwn = keys.every((other, at) => at >= index || other.component !== component || (other.key !== key && !isSame(other.trail[0], place)))
    return first !== index && isOwn ? [`${component} ${key}`] : []
  })
}

function isSame(one: Place | undefined, other: Place | undefined): boolean {
  return one?.file === other?.file && one?.line === other?.line
}

/** Replicas of one program are one door, and a value that two programs agree on is no second one. */
function doorOf({ component, purpose, user }: CredentialUse, technology: string): string {
  if (purpose === 'shared-secret' || purpose === 'api-key') return 'agreed'
  if (purpose !== undefined) return `${technology} ${purpose}`
  const stem = component.replace(/[-_.]?\d{1,3}$/, '').replace(/[-_.](?:primary|replica|master|slave|secondary|standby|leader|follower)$/, '')
  return `${technology} ${stem} account ${user?.value ?? ''}`
}
