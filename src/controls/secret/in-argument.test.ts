import { expect, it } from 'vitest'
import { messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { inArgument } from './in-argument.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'

it('secret/in-argument fires for a secret on the command line', () => {
  const judged = talk({ client: { key: 'command', password: written(value, 5) }, api: { command: ['--password', value] } })
  expect(verdicts(inArgument, judged)).toEqual(['low api 5'])
  expect(messages(inArgument, judged)).toEqual(['The command line of api holds a secret (command).'])
})

it('leaves alone a command line that names a file, or a variable without a value', () => {
  expect(verdicts(inArgument, talk({ api: { command: ['--password-file', '/run/secrets/db'] } }))).toEqual([])
  expect(
    verdicts(inArgument, talk({ client: { key: 'command', password: written('${PW}', 5) }, api: { command: ['--password', '${PW}'] } })),
  ).toEqual(['pass api'])
})
