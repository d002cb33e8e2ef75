import { conditionsProblem } from './conditions.ts'
import { isLocalGroup, nesting } from './membership.ts'
import { rankOf } from './order.ts'
import type { AclState, Change, Grant, Resource, Subject } from './types.ts'

const subjectKinds: ReadonlySet<string> = new Set(['user', 'group', 'key', 'worker'])
const resourceKinds: ReadonlySet<string> = new Set(['route', 'component', 'resource', 'secret', 'zone', 'report', 'key'])

/** What is wrong with a change that somebody wrote, as one clause; undefined when nothing is. */
export function changeProblem(change: Change): string | undefined {
  switch (change.kind) {
    case 'give':
      return grantProblem(change.grant)
    case 'take':
      return idProblem(change.id)
    case 'add-member':
      return memberProblem(change.group, change.member)
    case 'remove-member':
      return idProblem(change.group) ?? subjectProblem(change.member)
    case 'add-administrator':
    case 'remove-administrator':
      return subjectProblem(change.subject)
    default:
      return 'a change of a kind that is not known'
  }
}

/** What is wrong with a state that comes from where it is kept: one clause each. Nothing may be asked of a state that has any. */
export function stateProblems(state: AclState): readonly string[] {
  const ids = state.grants.map(({ id }) => id)
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  const { depth, cycle } = nesting(state.memberships)
  return [
    ...(Number.isSafeInteger(state.epoch) && state.epoch >= 0 ? [] : ['the epoch is not a number']),
    ...state.grants.map(grantProblem),
    ...state.memberships.map(({ group, member }) => memberProblem(group, member)),
    ...state.administrators.map(subjectProblem),
    twice === undefined ? undefined : `two grants have the id ${JSON.stringify(twice)}`,
    cycle === undefined ? undefined : `the group ${JSON.stringify(cycle)} is in itself`,
    depth > 8 ? `groups lie ${depth} deep in one another` : undefined,
  ].filter((problem) => problem !== undefined)
}

function grantProblem(grant: Omit<Grant, 'by' | 'at'>): string | undefined {
  const { id, subject, resource, effect, relation, mayGrant, expires, conditions } = grant
  const ids = idProblem(id) ?? subjectProblem(subject) ?? resourceProblem(resource)
  if (ids !== undefined) return ids
  if ((effect as string) !== 'allow' && effect !== 'deny') return 'the effect is neither allow nor deny'
  if (rankOf(relation) === -1) return `there is no relation ${JSON.stringify(relation)}`
  if (relation === 'none' && mayGrant !== true) return 'the relation none is only for a bare grant right'
  if (mayGrant !== undefined && ((mayGrant as unknown) !== true || effect === 'deny')) return 'the grant right is true, and of allows only'
  if (expires !== undefined && !Number.isSafeInteger(expires)) return 'the end is not a number of milliseconds'
  return conditions === undefined ? undefined : conditionsProblem(conditions)
}

function memberProblem(group: string, member: Subject): string | undefined {
  const problem = idProblem(group) ?? subjectProblem(member)
  if (problem !== undefined) return problem
  return isLocalGroup(group) ? undefined : `the members of ${JSON.stringify(group)} are its directory's to say`
}

function subjectProblem({ kind, id }: Subject): string | undefined {
  return subjectKinds.has(kind) ? idProblem(id) : `there is no kind of subject ${JSON.stringify(kind)}`
}

function resourceProblem({ kind, id }: Resource): string | undefined {
  return resourceKinds.has(kind) ? idProblem(id) : `there is no kind of resource ${JSON.stringify(kind)}`
}

/** Ids are compared exactly, so none may be written in a way that people cannot tell from another. */
function idProblem(id: string): string | undefined {
  if (typeof id !== 'string' || id === '' || id.length > 256) return 'an id has from 1 to 256 characters'
  if (id !== id.normalize('NFC') || id !== id.trim() || /[\p{C}\p{Zl}\p{Zp}]/u.test(id)) {
    return `an id is in Unicode's composed form, without invisible characters or blanks around it: ${JSON.stringify(id)}`
  }
  return undefined
}
