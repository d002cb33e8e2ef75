import { expect, it } from 'vitest'
import { messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { literal } from './literal.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'

it('secret/literal fires for a variable that holds the secret, and speaks of that variable', () => {
  const judged = talk({ client: { key: 'DB_HOST', password: written(value, 13) }, api: { env: { DB_HOST: ['db', 12], DB_PASSWORD: [value, 13] } } })
  expect(verdicts(literal, judged)).toEqual(['low api 13'])
  expect(messages(literal, judged)).toEqual(['DB_PASSWORD hands a secret to api as a literal environment value.'])
})

it('leaves alone a variable that names a file, and one without a value here', () => {
  expect(verdicts(literal, talk({ api: { env: { DB_PASSWORD_FILE: ['/run/secrets/db', 13] } } }))).toEqual([])
  expect(verdicts(literal, talk({ api: { env: { DB_PASSWORD: ['${DB_PASSWORD}', 13] } } }))).toEqual(['pass api'])
})
