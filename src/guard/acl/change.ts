import type { Acl } from './compile.ts'
import { compileAcl, counts, isAllow } from './compile.ts'
import { isWithin } from './conditions.ts'
import { deepest, nesting } from './membership.ts'
import { isSame, keyOf, rankOf } from './order.ts'
import type { AclState, Actor, Change, DirectoryFacts, Grant, Outcome, Refusal, RefusalReason, Subject } from './types.ts'
import { changeProblem } from './written.ts'

/**
 * The state after a change, or why there is none. Administrators change anything. Whoever has the grant right on a resource gives others what
 * they have themselves, no longer and under no fewer conditions, and takes back what they gave; nothing else.
 */
export function applyChange(state: AclState, facts: readonly DirectoryFacts[], change: Change, actor: Actor): Outcome {
  const problem = changeProblem(change)
  if (problem !== undefined) return refused('malformed', `${problem}.`)
  if (actor.subject.kind === 'group') return refused('not-permitted', 'A group does nothing; somebody in it does.')
  const acl = compileAcl(state, facts)
  if (!acl.isAdministrator(actor.subject, actor.moment.now)) {
    const refusal = beyond(state, acl, change, actor)
    if (refusal !== undefined) return { ok: false, refusal }
  }
  const outcome = changed(state, change, actor)
  if (!outcome.ok) return outcome
  if (hasAdministrator(state) && !hasAdministrator(outcome.state)) {
    return refused('last-administrator', 'Nobody who is known here, without a directory, would be an administrator any more.')
  }
  return { ok: true, state: { ...outcome.state, epoch: state.epoch + 1 } }
}

/** Why somebody who is no administrator may not do it. */
function beyond(state: AclState, acl: Acl, change: Change, actor: Actor): Refusal | undefined {
  const { subject, moment } = actor
  if (change.kind === 'take') {
    const grant = state.grants.find(({ id }) => id === change.id)
    const own = grant !== undefined && isAllow(grant) && isSame(grant.by, subject)
    // what is not there and what is another's answer the same: ids of grants are not to be found out
    return own && acl.held(subject, grant.resource, moment).mayGrant
      ? undefined
      : refusal('not-permitted', 'It takes an administrator, or whoever gave it.')
  }
  if (change.kind !== 'give') return refusal('not-permitted', 'It takes an administrator.')
  if (!isAllow({ ...change.grant, by: subject, at: moment.now })) return refusal('not-permitted', 'To deny takes an administrator.')
  return beyondGrantRight(acl, change.grant, actor)
}

function beyondGrantRight(acl: Acl, wanted: Omit<Grant, 'by' | 'at'>, { subject, moment }: Actor): Refusal | undefined {
  if (!acl.held(subject, wanted.resource, moment).mayGrant)
    return refusal('not-permitted', 'It takes an administrator, or the grant right on this resource.')
  // who is given something through a group keeps it when what they had ends
  const toOneself = wanted.subject.kind === 'group' ? acl.reach(subject).denying.has(wanted.subject.id) : isSame(wanted.subject, subject)
  if (toOneself) return refusal('to-oneself', 'Nobody gives to themselves, nor to a group that they are in.')
  const terms = acl.terms(subject, wanted.resource)
  // a deny that does not hold at this moment would hold for the giver at another one, and not for whom is given
  const cap = Math.min(Infinity, ...terms.filter(({ grant, until }) => !isAllow(grant) && !(moment.now >= until)).map(({ rank }) => rank))
  const covering = terms.filter(
    (term) =>
      isAllow(term.grant) && counts(term, moment) && (wanted.expires ?? Infinity) <= term.until && isWithin(wanted.conditions, term.grant.conditions),
  )
  const rank = rankOf(wanted.relation)
  if (rank > 0 && (rank >= cap || !covering.some((term) => term.rank >= rank))) {
    return refusal('more-than-held', `You do not have ${wanted.relation} for as long and under as few conditions yourself.`)
  }
  if (wanted.mayGrant === true && (cap <= 1 || !covering.some(({ grant }) => grant.mayGrant === true))) {
    return refusal('more-than-held', 'You do not have the grant right for as long and under as few conditions yourself.')
  }
  return undefined
}

function changed(state: AclState, change: Change, { subject, moment }: Actor): Outcome {
  switch (change.kind) {
    case 'give': {
      if (state.grants.some(({ id }) => id === change.grant.id)) return refused('already-there', 'There is a grant with this id.')
      if (change.grant.expires !== undefined && change.grant.expires <= moment.now) return refused('malformed', 'The end of the grant has passed.')
      const { id, subject: whom, resource, effect, relation, mayGrant, expires, conditions } = change.grant
      const grant: Grant = {
        id,
        subject: whom,
        resource,
        effect,
        relation,
        ...(mayGrant === undefined ? {} : { mayGrant }),
        ...(expires === undefined ? {} : { expires }),
        ...(conditions === undefined ? {} : { conditions }),
        by: subject,
        at: moment.now,
      }
      return { ok: true, state: { ...state, grants: [...state.grants, grant] } }
    }
    case 'take':
      return without(state, 'grants', ({ id }) => id === change.id)
    case 'add-member':
      return withMember(state, change.group, change.member)
    case 'remove-member':
      return without(state, 'memberships', ({ group, member }) => group === change.group && isSame(member, change.member))
    case 'add-administrator':
      if (state.administrators.some((each) => isSame(each, change.subject))) return refused('already-there', 'It is an administrator already.')
      return { ok: true, state: { ...state, administrators: [...state.administrators, change.subject] } }
    case 'remove-administrator':
      return without(state, 'administrators', (each) => isSame(each, change.subject))
  }
}

function withMember(state: AclState, group: string, member: Subject): Outcome {
  if (state.memberships.some((each) => each.group === group && isSame(each.member, member)))
    return refused('already-there', 'It is a member already.')
  const memberships = [...state.memberships, { group, member }]
  const { depth, cycle } = nesting(memberships)
  if (cycle !== undefined) return refused('cycle', 'The group would be in itself.')
  if (depth > deepest) return refused('too-deep', `Groups would lie ${depth} deep in one another; ${deepest} is the most.`)
  return { ok: true, state: { ...state, memberships } }
}

type List = 'grants' | 'memberships' | 'administrators'

function without<K extends List>(state: AclState, list: K, gone: (value: AclState[K][number]) => boolean): Outcome {
  const values: readonly AclState[K][number][] = state[list]
  const kept = values.filter((value) => !gone(value))
  return kept.length === values.length
    ? refused('not-there', 'There is no such thing to take away.')
    : { ok: true, state: { ...state, [list]: kept } }
}

/** True while an administrator, directly or through groups that are kept here, can be found without asking a directory. */
function hasAdministrator({ administrators, memberships }: AclState): boolean {
  const seen = new Set<string>()
  const open = [...administrators]
  for (let subject = open.pop(); subject !== undefined; subject = open.pop()) {
    if (subject.kind !== 'group') return true
    if (seen.has(keyOf(subject))) continue
    seen.add(keyOf(subject))
    for (const { group, member } of memberships) if (group === subject.id) open.push(member)
  }
  return false
}

function refusal(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail }
}

function refused(reason: RefusalReason, detail: string): Outcome {
  return { ok: false, refusal: refusal(reason, detail) }
}
