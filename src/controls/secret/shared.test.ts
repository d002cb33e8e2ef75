import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { AccountReading, SecretReading } from '../../model/technology.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { deployment, messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { shared } from './shared.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'

function account(user: string, at: number): AccountReading {
  return { user: written(user, at), password: written(value, at), power: 'application', key: `PASSWORD_${at}` }
}

function key(purpose: SecretReading['purpose'], at: number): SecretReading {
  return { key: `KEY_${at}`, purpose, value: written(value, at) }
}

function holding(id: string, accounts: readonly AccountReading[], secrets: readonly SecretReading[] = [], technology: string = id): DeployedSketch {
  return { id, is: { technology, reading: { accounts, secrets } } }
}

function lines(judged: Deployment): readonly string[] {
  return verdicts(shared, judged).map((verdict) => verdict.replace(/ secret A \[.*\]/, ''))
}

describe('secret/shared', () => {
  it.each<[string, readonly DeployedSketch[]]>([
    ['accounts of two programs', [holding('db', [account('app', 12)]), holding('broker', [account('app', 22)])]],
    ['two users of one program', [holding('db', [account('root', 12), account('app', 22)])]],
    ['two API keys of one program', [holding('api', [], [key('api-key', 12), key('api-key', 22)])]],
    ['an account and a signing key', [holding('db', [account('app', 12)]), holding('api', [], [key('signing', 22)])]],
    ['a signing key and an encryption key', [holding('api', [], [key('signing', 12), key('encryption', 22)])]],
  ])('fires for %s', (_, components) => {
    expect(lines(deployment({ components }))).toEqual(['info 12 22'])
  })

  it.each<[string, readonly DeployedSketch[]]>([
    ['one account in two settings', [holding('db', [account('app', 12), account('app', 22)])]],
    ['replicas of one program', [holding('db-1', [account('app', 12)], [], 'postgres'), holding('db-2', [account('app', 22)], [], 'postgres')]],
    [
      'a primary and its replica',
      [holding('db-primary', [account('app', 12)], [], 'postgres'), holding('db-replica', [account('app', 22)], [], 'postgres')],
    ],
    [
      'parts of one product that share a session key',
      [holding('web', [], [key('session', 12)], 'airflow'), holding('worker', [], [key('session', 22)], 'airflow')],
    ],
    ['a value that two programs agree on', [holding('web', [], [key('shared-secret', 12)]), holding('worker', [], [key('shared-secret', 22)])]],
  ])('passes %s', (_, components) => {
    expect(lines(deployment({ components }))).toEqual(['pass'])
  })

  it('does not count the client of an account', () => {
    expect(lines(talk({ client: { user: written('app', 12), password: written(value, 12) }, accounts: [account('app', 22)] }))).toEqual(['pass'])
  })

  it('says how many doors, and nothing of values that are not here', () => {
    expect(messages(shared, deployment({ components: [holding('db', [account('root', 12), account('app', 22)])] }))).toEqual([
      'PASSWORD_12 of db, PASSWORD_22 of db: one value opens 2 different doors.',
    ])
    const open = (at: number): AccountReading => ({ ...account('app', at), password: written('${PASSWORD}', at) })
    expect(lines(deployment({ components: [holding('db', [open(12)]), holding('broker', [open(22)])] }))).toEqual([])
  })
})
