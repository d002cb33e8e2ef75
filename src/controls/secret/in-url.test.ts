import { expect, it } from 'vitest'
import { messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { inUrl } from './in-url.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'

it('secret/in-url fires for a connection string with a password', () => {
  const judged = talk({ client: { password: written(value, 12) }, api: { env: { DATABASE_URL: [`postgres://app:${value}@db/app`, 12] } } })
  expect(verdicts(inUrl, judged)).toEqual(['low api 12'])
  expect(messages(inUrl, judged)).toEqual(['DATABASE_URL of api holds a secret inside its URL.'])
})

it('leaves alone a connection string without one, or whose password has no value here', () => {
  expect(verdicts(inUrl, talk({ api: { env: { DATABASE_URL: ['postgres://app@db/app', 12] } } }))).toEqual([])
  expect(
    verdicts(inUrl, talk({ client: { password: written('${PW}', 12) }, api: { env: { DATABASE_URL: ['postgres://app:${PW}@db/app', 12] } } })),
  ).toEqual(['pass api'])
})
