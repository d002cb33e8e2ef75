import { inNetwork } from '../../src/protocols/address.ts'
import type { AclState, Conditions, DirectoryFacts, Grant, Held, Moment, Resource, Subject } from '../../src/guard/acl/types.ts'

const order = ['none', 'read', 'write', 'execute', 'admin'] as const
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** The rules once more, as plainly as they can be said: every way is walked, every grant looked at, nothing prepared. */
export function naiveHeld(state: AclState, facts: readonly DirectoryFacts[], subject: Subject, resource: Resource, moment: Moment): Held {
  const about = state.grants.filter((grant) => grant.resource.kind === resource.kind && grant.resource.id === resource.id)
  const allows = about.filter(
    (grant) => grant.effect === 'allow' && isIn(grant.subject, 8, true, []) && !ended(grant) && fulfils(grant.conditions) === true,
  )
  const denies = about.filter(
    (grant) => grant.effect === 'deny' && isIn(grant.subject, Infinity, false, []) && !ended(grant) && fulfils(grant.conditions) !== false,
  )
  const given = Math.max(0, ...allows.map(({ relation }) => order.indexOf(relation)))
  const left = Math.min(given, ...denies.map(({ relation }) => order.indexOf(relation) - 1))
  return { relation: order[left]!, mayGrant: left > 0 && allows.some(({ mayGrant }) => mayGrant === true) }

  /** Is the one who asks this subject, or in it by at most so many steps? */
  function isIn(whom: Subject, steps: number, fresh: boolean, before: readonly string[]): boolean {
    if (whom.kind === subject.kind && whom.id === subject.id) return true
    if (whom.kind !== 'group' || steps === 0 || before.includes(whom.id)) return false
    const colon = whom.id.indexOf(':')
    const local = colon === -1 ? state.memberships : []
    const said = facts.filter(
      ({ source, fetchedAt, maxAge }) => colon !== -1 && source === whom.id.slice(0, colon) && (!fresh || moment.now < fetchedAt + maxAge),
    )
    const members = [
      ...local,
      ...said.flatMap(({ source, memberships }) => memberships.filter(({ member }) => member.kind !== 'group' || member.id.startsWith(`${source}:`))),
    ]
    return members.some(({ group, member }) => group === whom.id && isIn(member, steps - 1, fresh, [...before, whom.id]))
  }

  function ended({ expires }: Grant): boolean {
    return expires !== undefined && moment.now >= expires
  }

  /** Undefined: not known. */
  function fulfils(conditions: Conditions | undefined): boolean | undefined {
    const answers = [near(conditions), strong(conditions), inTime(conditions)]
    return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true
  }

  function near(conditions: Conditions | undefined): boolean | undefined {
    if (conditions?.networks === undefined) return true
    const { address } = moment
    return address === undefined ? undefined : conditions.networks.some((network) => inNetwork(address, network) === true)
  }

  function strong(conditions: Conditions | undefined): boolean | undefined {
    return conditions?.mfa === undefined ? true : moment.mfa
  }

  function inTime(conditions: Conditions | undefined): boolean {
    if (conditions?.hours === undefined) return true
    const { from, to, days } = conditions.hours
    const clock = (now: number): string => new Date(now).toISOString().slice(11, 16)
    const day = (now: number): boolean => days === undefined || days.includes(weekdays[new Date(now).getUTCDay()]!)
    const time = clock(moment.now)
    if (from < to) return day(moment.now) && time >= from && time < to
    return (day(moment.now) && time >= from) || (day(moment.now - 86_400_000) && time < to)
  }
}
