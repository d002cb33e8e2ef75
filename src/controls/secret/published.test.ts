import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { AccountReading } from '../../model/technology.ts'
import { messages, port, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { published } from './published.ts'

function account(password: string, more: Partial<AccountReading> = {}, text?: string): Deployment {
  return talk({
    accounts: [{ user: written('app', 21), password: written(password, 23), power: 'application', key: 'DB_PASSWORD', port: 5432, ...more }],
    db: text === undefined ? {} : { ports: [port(text, 24)] },
  })
}

describe('secret/published', () => {
  it('fires for a published value, by who can try it', () => {
    expect(verdicts(published, account('postgres'))).toEqual(['medium secret A [db DB_PASSWORD app] 23 21'])
    expect(verdicts(published, account('postgres', {}, '5432:5432'))).toEqual(['high secret A [db DB_PASSWORD app] 23 21'])
    expect(verdicts(published, account('postgres', {}, '127.0.0.1:5432:5432'))).toEqual(['medium secret A [db DB_PASSWORD app] 23 21'])
  })

  it('says what it opens, and never the value', () => {
    const [message] = messages(published, account('postgres', { power: 'administrator' }))
    expect(message).toMatch(/^DB_PASSWORD of db: a published default credential .*that opens an administrator account\.$/)
    expect(JSON.stringify([...published.judge(account('hunter2'))])).not.toContain('hunter2')
  })

  it("weighs a copy of the store's password by the store's door, another password by its own", () => {
    const judged = (key: string): readonly string[] => {
      const accounts = [
        { user: written('app', 21), password: written('postgres', 23), power: 'application' as const, key: 'POSTGRES_PASSWORD', port: 5432 },
      ]
      return verdicts(published, talk({ accounts, api: { ports: [port('80:80', 14)], env: { [key]: ['postgres', 15] } } })).map((verdict) =>
        verdict.slice(0, 6),
      )
    }
    expect(judged('DB_PASSWORD')).toEqual(['medium'])
    expect(judged('ADMIN_PASSWORD')).toEqual(['high s'])
  })

  it("passes a value of one's own", () => {
    expect(verdicts(published, account('Vq7xN2mRb8kTz4LwHs9c'))).toEqual(['pass secret A [db DB_PASSWORD app]'])
  })

  it('says nothing of a value that is not here', () => {
    expect(verdicts(published, account('${DB_PASSWORD}'))).toEqual([])
  })

  it("counts a client's password once with its server's", () => {
    const judged = talk({
      client: { user: written('app', 12), password: written('postgres', 12) },
      accounts: [{ user: written('app', 21), password: written('postgres', 23), power: 'application', key: 'DB_PASSWORD', port: 5432 }],
    })
    expect(verdicts(published, judged)).toEqual(['medium secret A [api DATABASE_URL app, db DB_PASSWORD app] 12 23 21'])
  })
})
