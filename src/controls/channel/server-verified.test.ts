import { expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { Deployment } from '../../model/graph.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { line } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { serverVerified } from './server-verified.ts'

function overTls(client: Partial<ConnectionReading>): Deployment {
  return talk({ client: { encryption: configured('required', [line(12)]), ...client } })
}

it.each([
  ['without verification, where it is switched off', configured('none' as const, [line(14)]), ['low api->db:5432 14']],
  ['with the chain alone', configured('chain' as const, [line(14)]), ['low api->db:5432 14']],
  ['by a default that verifies nothing', byDefault('none' as const, 'libpq'), ['low api->db:5432 12']],
  ['that nobody can tell', unknown<'none'>('the driver is not known'), ['unknown api->db:5432 12']],
  ['with chain and name', configured('name' as const, [line(14)]), ['pass api->db:5432']],
])('channel/server-verified judges TLS %s', (_, verification, expected) => {
  expect(verdicts(serverVerified, overTls({ verification }))).toEqual(expected)
})

it.each([configured('none' as const, [line(12)]), configured('optional' as const, [line(12)]), unknown<'none'>('the test')])(
  'says nothing where TLS is not required',
  (encryption) => {
    expect(verdicts(serverVerified, overTls({ encryption }))).toEqual([])
  },
)

it('says that a product cannot', () => {
  expect([...serverVerified.judge(overTls({ cannot: 'the driver has no such setting' }))][0]).toMatchObject({
    fix: 'the driver has no such setting: put a verifying TLS bridge beside api',
  })
})
