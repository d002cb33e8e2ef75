import { AnswerCache } from '../acl/cache.ts'
import type { Acl } from '../acl/compile.ts'
import { rankOf } from '../acl/order.ts'
import type { Moment } from '../acl/types.ts'
import type { Knowledge, RightQuestion } from '../decide/ports.ts'
import { resourceNamed, subjectOf } from './names.ts'

/** Answers what a decision asks of rights from the access lists that hold now. */
export function rightAnswers(acl: () => Acl, now: () => number): Knowledge['may'] {
  const cache = new AnswerCache()
  return (question) => {
    const { relation } = cache.held(acl(), subjectOf(question.principal), resourceNamed(question.resource), momentOf(question, now()))
    const allowed = rankOf(relation) >= rankOf(question.right)
    return { allowed, why: `${allowed ? '' : 'no '}${question.right} on ${question.resource}: ${relation} is what there is` }
  }
}

/** A key and a worker have no second factor: what asks for one is not theirs. */
export function momentOf({ principal, remote }: Pick<RightQuestion, 'principal' | 'remote'>, now: number): Moment {
  return { now, address: remote, mfa: principal.kind === 'person' && principal.secondFactor }
}
