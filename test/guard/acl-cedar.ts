import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs'
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { AclState, Conditions, Grant, Moment, Relation, Resource, Subject } from '../../src/guard/acl/types.ts'

const order = ['read', 'write', 'execute', 'admin'] as const

/**
 * The same grants as policies of Cedar: an independent engine judges them. It knows neither a deepest nesting nor facts that age, and takes no
 * cycle: the graphs that it is asked about have none of them. Hours are minutes of the day of a request whose day is named.
 */
export function cedarRelation(state: AclState, subject: Subject, resource: Resource, moment: Moment): Relation {
  const policies = Object.fromEntries(state.grants.filter(({ relation }) => relation !== 'none').map((grant) => [grant.id, policy(grant)]))
  const parsed = preparsePolicySet('acl', { staticPolicies: policies })
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors))
  const permitted = order.filter((relation) => {
    const answer = statefulIsAuthorized({
      principal: uid(subject),
      action: { type: 'Action', id: relation },
      resource: uid(resource),
      context: context(moment),
      preparsedPolicySetId: 'acl',
      entities: entities(state, subject),
    })
    if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer))
    return answer.response.decision === 'allow'
  })
  return permitted.at(-1) ?? 'none'
}

function uid({ kind, id }: Subject | Resource): { type: string; id: string } {
  return { type: `T_${kind}`, id }
}

function written(one: Subject | Resource): string {
  return `T_${one.kind}::${JSON.stringify(one.id)}`
}

function policy({ effect, subject, resource, relation, expires, conditions }: Grant): string {
  const rank = order.findIndex((each) => each === relation)
  const actions = (effect === 'allow' ? order.slice(0, rank + 1) : order.slice(rank)).map((action) => `Action::"${action}"`)
  const holds = [...(expires === undefined ? [] : [`context.now < ${expires}`]), ...clauses(conditions, effect)]
  const head = `${effect === 'allow' ? 'permit' : 'forbid'}(principal in ${written(subject)}, action in [${actions.join(', ')}], resource == ${written(resource)})`
  return `${head}${holds.length === 0 ? '' : ` when { ${holds.join(' && ')} }`};`
}

/** What is not known is no ground for an allow, and one for a deny. */
function clauses({ networks, hours, mfa }: Conditions = {}, effect: Grant['effect']): readonly string[] {
  const known = (name: string, clause: string): string =>
    effect === 'allow' ? `(context has ${name} && (${clause}))` : `(!(context has ${name}) || (${clause}))`
  return [
    ...(mfa === undefined ? [] : [known('mfa', 'context.mfa')]),
    ...(networks === undefined ? [] : [known('address', networks.map((network) => `context.address.isInRange(ip("${network}"))`).join(' || '))]),
    ...(hours === undefined ? [] : [`(${span(hours)})`]),
  ]
}

function span({ from, to, days }: NonNullable<Conditions['hours']>): string {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  const on = (name: string): string => (days === undefined ? 'true' : `[${days.map((day) => `"${day}"`).join(', ')}].contains(context.${name})`)
  const [first, last] = [`context.minute >= ${minutes(from)}`, `context.minute < ${minutes(to)}`]
  if (from < to) return `${on('day')} && ${first} && ${last}`
  return `(${on('day')} && ${first}) || (${on('yesterday')} && ${last})`
}

function context({ now, address, mfa }: Moment): Record<string, never> {
  const day = (at: number): string => new Date(at).toUTCString().slice(0, 3).toLowerCase()
  return {
    now,
    minute: Math.floor(now / 60_000) % 1440,
    day: day(now),
    yesterday: day(now - 86_400_000),
    ...(mfa === undefined ? {} : { mfa }),
    ...(address === undefined ? {} : { address: { __extn: { fn: 'ip', arg: address.replace('::ffff:', '') } } }),
  } as unknown as Record<string, never>
}

function entities({ memberships }: AclState, subject: Subject): EntityJson[] {
  const members = [subject, ...memberships.map(({ member }) => member)]
  const unique = [...new Map(members.map((member) => [JSON.stringify(uid(member)), member])).values()]
  return unique.map((member) => ({
    uid: uid(member),
    attrs: {},
    parents: memberships
      .filter((each) => each.member.kind === member.kind && each.member.id === member.id)
      .map(({ group }) => uid({ kind: 'group', id: group })),
  }))
}
