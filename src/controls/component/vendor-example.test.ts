import { expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import { written } from '../../testing/deployment.ts'
import { messages } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { vendorExample } from './vendor-example.ts'

function accounts(...values: readonly (readonly [user: string, password: string])[]): Deployment {
  return talk({
    accounts: values.map(([user, password], index) => ({
      user: written(user, 20 + index),
      password: written(password, 30 + index),
      power: 'application' as const,
      key: `KEY_${index}`,
      port: 5432,
    })),
    db: {},
  })
}

it('names the file in which two values of one maker stand, and never the values', () => {
  const deployment = accounts(['ann', 'Cornflow_admin1234'], ['bob', 'Service_user1234'])
  expect(verdicts(vendorExample, deployment)).toHaveLength(1)
  expect(messages(vendorExample, deployment)[0]).toContain('an example of Cornflow')
  expect(JSON.stringify([...vendorExample.judge(deployment)])).not.toContain('1234')
})

it('knows logins by user and password together, and counts values of specifications', () => {
  const vector = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'
  expect(messages(vendorExample, accounts(['sam', 'damn'], ['x', vector]))[0]).toContain('the Hyperswitch card vault')
  expect(messages(vendorExample, accounts(['ann', 'damn'], ['x', vector]))).toEqual([])
})

it('says nothing of one value, of words that everybody writes, or of two makers', () => {
  expect(messages(vendorExample, accounts(['ann', 'Cornflow_admin1234']))).toEqual([])
  expect(messages(vendorExample, accounts(['ann', 'admin'], ['bob', 'changeme']))).toEqual([])
  expect(messages(vendorExample, accounts(['ann', 'Cornflow_admin1234'], ['bob', 'This_is_a_test_APIKEY_with_30_chars+']))).toEqual([])
})
