import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { AccountReading } from '../../model/technology.ts'
import type { Protocol, Role } from '../../model/vocabulary.ts'
import { messages, written } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { administrator } from './administrator.ts'

function login(user: string, accounts: readonly (readonly [string, AccountReading['power']])[], role: Role = 'application'): Deployment {
  return talk({
    client: { user: written(user, 13) },
    accounts: accounts.map(([name, power]) => ({ user: written(name, 23), power, key: 'POSTGRES_USER', port: 5432 })),
    api: { is: { role } },
  })
}

describe('identity/administrator', () => {
  it('fires where the user is the account that the server makes an administrator, also without its password', () => {
    const judged = login('app', [['app', 'administrator']])
    expect(verdicts(administrator, judged)).toEqual(['low api->db:5432 13 12'])
    expect(messages(administrator, judged)).toEqual(['api logs in to db with its admin account (DATABASE_URL): a fault of api has all rights there.'])
    expect([...administrator.judge(judged)][0]).toMatchObject({ actual: 'the administrator that POSTGRES_USER creates' })
  })

  it('compares names as servers do', () => {
    expect(verdicts(administrator, login('CN=Admin, DC=example,DC=org', [['cn=admin,dc=example,dc=org', 'administrator']]))).toHaveLength(1)
    expect(verdicts(administrator, login('${DB_USER}', [['${DB_USER}', 'administrator']]))).toHaveLength(1)
  })

  it('passes an account of its own', () => {
    expect(
      verdicts(
        administrator,
        login('app', [
          ['root', 'administrator'],
          ['app', 'application'],
        ]),
      ),
    ).toEqual(['pass api->db:5432'])
  })

  it('does not pass an account that nobody knows', () => {
    expect(verdicts(administrator, login('app', [['root', 'administrator']]))).toEqual([])
    expect(verdicts(administrator, login('app', [['app', 'unknown']]))).toEqual([])
    expect(verdicts(administrator, talk({ accounts: [{ power: 'administrator', key: 'ROOT_PASSWORD' }] }))).toEqual([])
  })

  it('knows the administrators that servers come with, also where nothing says how the server was set up', () => {
    const elsewhere = (user: string, protocol: Protocol): readonly string[] =>
      verdicts(administrator, talk({ client: { host: 'db.corp.example', protocol, user: written(user, 13) } }))
    expect(elsewhere('postgres', 'postgres')).toEqual(['medium api->db.corp.example:5432 13 12'])
    expect(elsewhere('sa', 'mssql')).toHaveLength(1)
    expect(elsewhere('CN=admin, dc=corp,dc=example', 'ldap')).toHaveLength(1)
    expect(elsewhere('cn=administration-reader,dc=corp,dc=example', 'ldap')).toEqual([])
    expect(elsewhere('root', 'postgres')).toEqual([])
    expect(verdicts(administrator, login('postgres', []))).toHaveLength(1)
    expect(verdicts(administrator, login('postgres', [['postgres', 'unknown']]))).toEqual([])
  })

  it('lets a console for administrators be one', () => {
    expect(verdicts(administrator, login('root', [['root', 'administrator']], 'admin'))).toEqual([])
  })
})
