import type { Acl, Term } from './compile.ts'
import { counts, isAllow } from './compile.ts'
import type { Edge } from './membership.ts'
import { stepsOf } from './membership.ts'
import { rankOf } from './order.ts'
import type { Grant, Held, Moment, Resource, Subject } from './types.ts'

export type Weight =
  /** it is what the answer rests on */
  | 'decides'
  /** it counts, and another one says more or denies it */
  | 'counts'
  /** it ended, or a membership on its way is older than its directory's word may be */
  | 'ended'
  /** its conditions do not hold, or what they ask for is not known */
  | 'conditions'

/** One grant that concerns the subject, and the way to it. */
export interface Reason {
  readonly grant: Grant
  /** The memberships from the subject on; none: the grant names the subject itself. */
  readonly through: readonly Edge[]
  readonly weight: Weight
}

/** Why somebody has what they have. Without a reason that counts nothing was given: that is a deny, too. */
export interface Explanation {
  readonly held: Held
  readonly allows: readonly Reason[]
  readonly denies: readonly Reason[]
}

export function explain(acl: Acl, subject: Subject, resource: Resource, moment: Moment): Explanation {
  const held = acl.held(subject, resource, moment)
  const terms = acl.terms(subject, resource)
  const counting = terms.filter((term) => counts(term, moment))
  const most = Math.max(0, ...counting.filter(({ grant }) => isAllow(grant)).map(({ rank }) => rank))
  const least = Math.min(Infinity, ...counting.filter(({ grant }) => !isAllow(grant)).map(({ rank }) => rank))
  const denied = most > rankOf(held.relation)
  const reasons = terms.map((term): Reason & { readonly allows: boolean } => {
    const allows = isAllow(term.grant)
    const decides = allows ? !denied && most > 0 && term.rank === most : denied && term.rank === least
    const weight = counting.includes(term) ? (decides ? 'decides' : 'counts') : weightOf(term, moment)
    return { grant: term.grant, through: stepsOf(term.path), weight, allows }
  })
  const plain = ({ allows: _allows, ...reason }: Reason & { readonly allows: boolean }): Reason => reason
  return { held, allows: reasons.filter(({ allows }) => allows).map(plain), denies: reasons.filter(({ allows }) => !allows).map(plain) }
}

function weightOf({ until }: Term, { now }: Moment): Weight {
  return now < until ? 'conditions' : 'ended'
}

/** An explanation as lines for people: what decides first. */
export function explanationLines({ held, allows, denies }: Explanation): readonly string[] {
  const order: readonly Weight[] = ['decides', 'counts', 'conditions', 'ended']
  const words: Readonly<Record<Weight, string>> = {
    decides: '',
    counts: ' (counts, and does not decide)',
    conditions: ' (its conditions do not hold)',
    ended: ' (ended)',
  }
  const lines = [...denies, ...allows]
    .toSorted((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight))
    .map(({ grant, through, weight }) => {
      const way = through.map(({ group, source }) => ` -> group ${shown(group)}${source === undefined ? '' : ` (said by ${shown(source)})`}`)
      const right = grant.mayGrant === true ? ' with the right to grant' : ''
      return `${isAllow(grant) ? 'allow' : 'deny'} ${grant.relation}${right}: grant ${shown(grant.id)}${way.join('')}${words[weight]}`
    })
  return [`${held.relation}${held.mayGrant ? ' with the right to grant' : ''}`, ...(lines.length === 0 ? ['nothing was given'] : lines)]
}

/** Ids come from outside: nothing in them may look like a line of ours. */
function shown(id: string): string {
  return /^[\w.:@/-]+$/.test(id) ? id : JSON.stringify(id)
}
