import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { compileAcl } from '../../src/guard/acl/compile.ts'
import type { AclState, Grant, Membership, Resource, Subject } from '../../src/guard/acl/types.ts'
import { naiveHeld } from './acl-naive.ts'
import { processorTime } from '../../src/testing/effort.ts'

const now = Date.UTC(2026, 0, 5, 12)
const by: Subject = { kind: 'user', id: 'root' }
const users = Array.from({ length: 2000 }, (_, at): Subject => ({ kind: 'user', id: `user-${at}` }))
const routes = Array.from({ length: 300 }, (_, at): Resource => ({ kind: 'route', id: `/app/${at}` }))

/** 2,000 users in 200 groups in one another, 10,000 grants, each twentieth with conditions. */
function large(): AclState {
  const grants = Array.from({ length: 10_000 }, (_, at): Grant => ({
    id: `grant-${at}`,
    subject: at % 3 === 0 ? users[(at * 7) % users.length]! : { kind: 'group', id: `group-${(at * 13) % 200}` },
    resource: routes[(at * 11) % routes.length]!,
    effect: at % 17 === 0 ? 'deny' : 'allow',
    relation: (['read', 'write', 'execute', 'admin'] as const)[at % 4]!,
    ...(at % 20 === 0 ? { conditions: { mfa: true, networks: ['10.0.0.0/8'] } } : {}),
    by,
    at: 0,
  }))
  const memberships: Membership[] = [
    ...users.map((member, at) => ({ group: `group-${at % 200}`, member })),
    ...Array.from({ length: 150 }, (_, at) => ({ group: `group-${at + 50}`, member: { kind: 'group' as const, id: `group-${at}` } })),
  ]
  return { epoch: 1, administrators: [by], grants, memberships }
}

/** CPU time of so many calls, in microseconds for each: the least of five rounds. */
function cost(calls: number, call: (at: number) => void): number {
  const rounds = Array.from({ length: 5 }, () => {
    const before = processorTime()
    for (let at = 0; at < calls; at++) call(at)
    return (1000 * (processorTime() - before)) / calls
  })
  return Math.min(...rounds)
}

describe('the price of a question', () => {
  it('is below that of four digests of a key, and a hundredth of reading the rules', { retry: 3 }, () => {
    const state = large()
    const acl = compileAcl(state, [])
    const moment = { now, address: '10.1.2.3', mfa: true }
    const ask = (at: number): [Subject, Resource] => [users[(at * 31) % users.length]!, routes[(at * 37) % routes.length]!]
    const digest = cost(20_000, (at) => createHash('sha256').update(`key-${at}`).digest('hex'))
    const compiled = cost(20_000, (at) => acl.held(...ask(at), moment))
    const naive = cost(40, (at) => naiveHeld(state, [], ...ask(at), moment))
    expect({ digests: compiled / digest, naive: naive / compiled }).toEqual({
      digests: expect.toSatisfy((ratio: number) => ratio < 4, 'below 4'),
      naive: expect.toSatisfy((ratio: number) => ratio > 100, 'above 100'),
    })
  })
})
