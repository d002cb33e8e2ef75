import { afterEach, describe, expect, it } from 'vitest'
import type { Answer } from '../src/model/observed.ts'
import { mongodb } from '../src/probes/mongodb/index.ts'
import type { BsonDocument } from '../src/wire/mongodb/bson.ts'
import { scramAnswer, scramFirst } from '../src/wire/scram.ts'
import { asked } from './live/ask.ts'
import type { MongoAccounts } from './stand-ins/mongodb-accounts.ts'
import { mongoAccounts } from './stand-ins/mongodb-accounts.ts'
import type { StandIn } from './stand-ins/serve.ts'

const password = 'a password, of this test'
let running: StandIn | undefined

afterEach(() => running?.stop())

async function ask(given: Partial<MongoAccounts>, users: readonly string[] = ['app'], secret = password): Promise<Answer> {
  running = await mongoAccounts({ mechanism: 'SCRAM-SHA-256', user: 'reader', password, users: [], ...given })
  const got = await asked({ ...mongodb, overTls: false }, running.port, { target: { users, login: { user: 'reader', password: secret } } })
  expect(JSON.stringify(got)).not.toContain(password)
  return got.find(({ probe }) => probe === 'mongodb/behind-login')!
}

const told = ({ learned }: Answer): readonly string[] =>
  (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)
const account = (user: string, roles: readonly BsonDocument[], more: BsonDocument = {}): BsonDocument => ({
  user,
  db: 'shop',
  roles,
  mechanisms: ['SCRAM-SHA-256'],
  ...more,
})
const role = (name: string, db: string): BsonDocument => ({ role: name, db })

describe('SCRAM', () => {
  // the exchanges that RFC 5802, section 5, and RFC 7677, section 3, print
  it.each([
    [
      'sha1',
      'fyko+d2lbbFgONRv9qkxdawL',
      'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
      'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    ],
    [
      'sha256',
      'rOprNGfwEbeRWgbNEkqO',
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    ],
  ] as const)('is that of its documents, with %s', async (digest, nonce, first, final, proof) => {
    expect(scramFirst(nonce, 'user')).toBe(`n,,n=user,r=${nonce}`)
    const answer = await scramAnswer('pencil', nonce, first, { digest, name: 'user' })
    expect(answer.message).toBe(final)
    expect(answer.isServer(proof)).toBe(true)
    expect(answer.isServer(proof.replace('=', '=A'))).toBe(false)
  })
})

describe('MongoDB behind a log-in, by a stand-in', () => {
  it.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const)('is read by %s', async (mechanism) => {
    const answer = await ask({ mechanism, users: [account('app', [role('readWrite', 'shop')]), account('boss', [role('root', 'admin')])] })
    expect(answer).toMatchObject({ outcome: 'answered', learned: { version: '7.0.14' } })
    expect(told(answer)).toEqual(['roles safe: none', 'rights on every database safe: none', 'stored passwords safe: none'])
  })

  it.each([
    [
      'a role over everything',
      account('app', [role('readWriteAnyDatabase', 'admin')]),
      ['rights on every database unsafe: app: readWriteAnyDatabase'],
    ],
    ['a role that hands out roles', account('app', [role('dbOwner', 'admin')]), ['roles unsafe: app: dbOwner']],
    [
      'a role through another one',
      account('app', [role('team', 'admin')], { inheritedRoles: [role('root', 'admin')] }),
      ['roles unsafe: app: root', 'rights on every database unsafe: app: root'],
    ],
    [
      'privileges of a role of its own',
      account('app', [role('team', 'admin')], { inheritedPrivileges: [{ resource: { db: '', collection: '' }, actions: ['find', 'grantRole'] }] }),
      ['roles unsafe: app: grantRole', 'rights on every database unsafe: app: find'],
    ],
    ['an old form of the password', account('app', [role('read', 'shop')], { mechanisms: ['SCRAM-SHA-1'] }), ['stored passwords unsafe: app']],
    ['the owner of its own database', account('app', [role('dbOwner', 'shop')]), []],
  ])('tells %s', async (_, user, unsafe) => {
    expect(told(await ask({ users: [user] })).filter((each) => !each.includes(' safe'))).toEqual(unsafe)
  })

  it('says nothing of clients that the server does not tell of', async () => {
    expect(told(await ask({ users: [account('other', [])] }))).toEqual(['stored passwords safe: none'])
  })

  it('names the right that is missing, and takes the own account of a client for proof', async () => {
    const closed = await ask({ users: undefined })
    expect(closed.learned?.unproven).toEqual(['accounts: the account may not read them (it takes viewUser and viewRole on every database)'])
    running?.stop()
    const own = { authenticatedUserRoles: [role('root', 'admin')], authenticatedUserPrivileges: [] }
    expect(told(await ask({ users: undefined, own }, ['reader']))).toContain('roles unsafe: reader: root')
  })

  it('tells a wrong password, and does not believe who knows none', async () => {
    expect(await ask({}, ['app'], 'wrong')).toMatchObject({ outcome: 'unproven', why: 'no log-in (18)' })
    running?.stop()
    expect(await ask({ impostor: true })).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('does not know the password') })
  })
})
