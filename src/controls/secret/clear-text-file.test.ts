import { expect, it } from 'vitest'
import { setting } from '../../model/setting.ts'
import { messages } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { clearTextFile } from './clear-text-file.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'

it('secret/clear-text-file fires for a secret in a settings file', () => {
  const judged = talk({ client: { key: 'db.password', password: setting(value, { file: 'app.ini', line: 3 }) } })
  expect(verdicts(clearTextFile, judged)).toEqual(['low api 3'])
  expect(messages(clearTextFile, judged)).toEqual(['db.password of api is a clear-text secret (cleartext in a settings file).'])
})

it('leaves alone a secret that is a file of its own, and one in the environment', () => {
  expect(verdicts(clearTextFile, talk({ client: { key: 'DB_PASSWORD_FILE', password: setting(value, { file: 'password.txt', line: 1 }) } }))).toEqual(
    ['pass api'],
  )
  expect(verdicts(clearTextFile, talk({ api: { env: { DB_PASSWORD: [value, 13] } } }))).toEqual(['pass api'])
})
