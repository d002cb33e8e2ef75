import { expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import { setting } from '../../model/setting.ts'
import { messages, port, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { weak } from './weak.ts'

function account(password: string, text?: string): Deployment {
  return talk({
    accounts: [{ user: written('ledger', 21), password: written(password, 23), power: 'application', key: 'DB_PASSWORD', port: 5432 }],
    db: text === undefined ? {} : { ports: [port(text, 24)] },
  })
}

it.each([
  ['ledger', 'low secret A [db DB_PASSWORD ledger] 23'],
  ['ledger2024!', 'low secret A [db DB_PASSWORD ledger] 23'],
  ['Vq7xN2mRb8kTz4LwHs9c', 'pass secret A [db DB_PASSWORD ledger]'],
])('secret/weak judges %s', (password, expected) => {
  expect(verdicts(weak, account(password))).toEqual([expected])
})

it('weighs more where other hosts can try it', () => {
  expect(verdicts(weak, account('ledger', '5432:5432'))).toEqual(['high secret A [db DB_PASSWORD ledger] 23'])
})

it('says why, and never the value', () => {
  expect(messages(weak, account('ledger2024!'))).toEqual([
    expect.stringMatching(/^DB_PASSWORD of db: a default-like credential that is guessed at once \(it is .*\)\.$/),
  ])
  expect(JSON.stringify([...weak.judge(account('ledger2024!'))])).not.toContain('ledger2024')
})

it('leaves what is published to its own control, and says nothing of a value that is not here', () => {
  expect(verdicts(weak, account('postgres'))).toEqual([])
  expect(verdicts(weak, account('${DB_PASSWORD}'))).toEqual([])
})

it('fires also where nobody knows the place', () => {
  const judged = talk({ accounts: [{ user: written('ledger', 21), password: setting('ledger'), power: 'application', key: 'DB_PASSWORD' }] })
  expect(verdicts(weak, judged)).toEqual(['low secret A [db DB_PASSWORD ledger]'])
})
