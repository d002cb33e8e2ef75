import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import type { Target } from '../../src/probes/probe.ts'
import { postgres } from '../../src/probes/postgres/index.ts'
import { dialHere } from '../../src/wire/dial.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import type { AskedOptions } from './ask.ts'
import { asked } from './ask.ts'
import { trying } from './login.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Cluster, RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/postgresql/*/bin/postgres')
const password = 'a password, of this test'

describe.skipIf(isMissing(server))(`PostgreSQL behind a log-in${reason(server)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let base: Cluster
  let running: RunningPostgres | undefined
  beforeAll(async () => {
    box = sandbox('verify-login-postgres')
    own = ownAuthority(box)
    base = cluster(box, server ?? '')
    const { sql, stop } = await base.start('')
    sql(`create role app login superuser; create role reader login password '${password}'; create role older login`)
    sql(`set password_encryption = 'md5'; alter role older password '${password}'`)
    sql('grant select on pg_hba_file_rules to reader; grant execute on function pg_hba_file_rules() to reader')
    stop()
  })
  afterEach(() => {
    running?.stop()
    running = undefined
  })
  afterAll(() => box.stop())

  const tls = (): readonly string[] => ['ssl=on', `ssl_cert_file=${own.certificate}`, `ssl_key_file=${own.key}`]
  const reader = { login: { user: 'reader', password }, users: ['app'] }
  // an address of nobody, that leads here: so what holds for other machines holds
  const vantage = { ...thisMachine, dial: ((_host, port, options) => dialHere('127.0.0.1', port, options)) satisfies typeof dialHere }

  async function answer(
    rules: string,
    settings: readonly string[],
    target: Partial<Target>,
    options: AskedOptions = {},
  ): Promise<Answer | undefined> {
    running = await base.start(rules, settings)
    const got = await asked(postgres, running.port, { ...options, target: { ...reader, ...target } })
    expect(JSON.stringify(got)).not.toContain(password)
    return got.find(({ probe }) => probe === 'postgres/behind-login')
  }
  const observed = ({ learned }: Answer): readonly string[] =>
    (learned?.observations ?? []).map(({ key, concern, verdict }) => `${key} (${concern}) ${verdict}`)

  it('reads what is weak', async () => {
    const got = await answer(
      'host all all 0.0.0.0/0 md5\nlocal all app trust',
      ['password_encryption=md5', 'log_statement=all', 'log_connections=off'],
      {},
    )
    expect(got?.learned?.said).toBe('the catalogue was read as the account that was named')
    expect(observed(got!)).toEqual(
      expect.arrayContaining([
        'log_statement (data-in-logs) unsafe',
        'password_encryption (password-policy) unsafe',
        'log_connections (audit-log) unsafe',
        'pg_hba.conf (password-policy) unsafe',
        'pg_hba.conf (over-privileged-default) unsafe',
        'pg_hba.conf (allow-list) unsafe',
        'pg_hba.conf (tls-policy) unsafe',
        'roles (over-privileged-default) unsafe',
        'schema public (over-privileged-default) safe',
      ]),
    )
    expect(got?.learned?.unproven).toEqual([expect.stringContaining('form of stored passwords: the account may not read it')])
  })

  it('reads what is hardened, over TLS that holds', async () => {
    running = await base.start('')
    running.sql('alter role app nosuperuser')
    running.stop()
    const got = await answer(
      'hostssl postgres reader,app 127.0.0.1/32 scram-sha-256',
      [...tls(), 'log_connections=on', 'log_disconnections=on', 'log_statement=ddl'],
      { host: '192.0.2.7', names: ['localhost'] },
      { vantage, authorities: [own.pem] },
    )
    expect(observed(got!).filter((each) => !each.endsWith(' safe'))).toEqual(['pg_hba.conf (over-privileged-default) unsafe'])
    expect(observed(got!)).toContain('pg_hba.conf (tls-policy) safe')
    expect(got?.learned?.version).toMatch(/^\d+/)
  })

  it('tells roles and grants that go beyond what a client needs, each as it is given and taken away', async () => {
    running = await base.start('host all all 127.0.0.1/32 scram-sha-256')
    const { sql } = running
    const told = async (key: string, before: string, after: string): Promise<readonly string[]> => {
      const seen: string[] = []
      for (const statement of [before, after]) {
        sql(statement)
        const got = await asked(postgres, running!.port, { target: reader })
        const one = got.find(({ probe }) => probe === 'postgres/behind-login')?.learned?.observations?.find((each) => each.key === key)
        seen.push(`${one?.verdict}: ${one?.actual}`)
      }
      return seen
    }
    sql('alter role app nosuperuser; create table mine (a int); create role ops createrole; create role team; grant ops to team')
    const none = 'safe: no more than a client'
    expect(await told('roles', 'alter role app bypassrls', 'alter role app nobypassrls')).toEqual(['unsafe: app: bypasses row security', none])
    expect(await told('roles', 'alter role app replication', 'alter role app noreplication')).toEqual([
      'unsafe: app: reads everything as a replica',
      none,
    ])
    expect(await told('roles', 'grant team to app', 'revoke team from app')).toEqual(['unsafe: app: creates roles (through ops)', none])
    expect(await told('roles', 'grant pg_execute_server_program to app', 'revoke pg_execute_server_program from app')).toEqual([
      'unsafe: app: runs programs on the machine (through pg_execute_server_program)',
      none,
    ])
    expect(await told('roles', 'grant pg_monitor to app', 'revoke pg_monitor from app')).toEqual([none, none])
    expect(await told('roles', 'alter role app rename to gone', 'alter role gone rename to app')).toEqual(['undefined: undefined', none])
    expect(await told('schema public', 'grant create on schema public to public', 'revoke create on schema public from public')).toEqual([
      'unsafe: PUBLIC may create',
      'safe: PUBLIC may not create',
    ])
    expect(await told('grants to PUBLIC', 'grant select on mine to public', 'revoke all on mine from public')).toEqual([
      'unsafe: public.mine',
      'safe: none',
    ])
    expect(await told('grant option', 'grant select on mine to app with grant option', 'revoke all on mine from app')).toEqual([
      'unsafe: app:public.mine',
      'safe: none',
    ])
    sql('create database shop')
    expect(await told('CONNECT of PUBLIC', 'select 1', 'revoke connect on database shop from public')).toEqual(['unsafe: shop', 'safe: none'])
    sql('drop database shop')
    sql('drop table mine; drop role team; drop role ops; alter role app superuser')
  })

  it('reads the form of stored passwords as a superuser, and says that less would do', async () => {
    running = await base.start('')
    running.sql(`alter role postgres password '${password}'`)
    running.stop()
    const got = await answer('host all all 127.0.0.1/32 scram-sha-256', [], { login: { user: 'postgres', password } })
    expect(got?.learned?.said).toContain('one that only reads would do')
    expect(observed(got!)).toContain('stored passwords (password-policy) unsafe')
  })

  it.each([
    ['there is no TLS', false, ['localhost'], true, 'the password would go in clear'],
    ['nobody vouches for the certificate', true, ['localhost'], false, 'its certificate does not hold'],
    ['the certificate is for another name', true, ['db.example'], true, 'its certificate does not hold'],
  ])('does not say a password where %s', async (_, withTls, names, isKnown, why) => {
    const got = await answer(
      'host all all 127.0.0.1/32 password',
      withTls ? tls() : [],
      { host: '192.0.2.7', names },
      { vantage, authorities: isKnown ? [own.pem] : [] },
    )
    expect(got).toMatchObject({ outcome: 'unproven', why: expect.stringContaining(why) })
    expect(got?.transcript.map(({ text }) => text).join(' ')).not.toContain('StartupMessage')
  })

  it('tells a wrong password from one that opens, and from none', async () => {
    running = await base.start('host all app 127.0.0.1/32 trust\nhost all older 127.0.0.1/32 md5\nhost all all 127.0.0.1/32 scram-sha-256')
    const tries: unknown[] = []
    const accounts = [
      ['reader', password],
      ['reader', 'wrong'],
      ['older', password],
      ['older', 'wrong'],
      ['nobody', password],
      ['app', 'anything'],
    ] as const
    const got = await asked(postgres, running.port, { more: [trying(postgres, accounts, tries)] })
    expect(tries).toEqual(['accepted', 'refused', 'accepted', 'refused', 'refused', { unproven: 'no password is asked for' }])
    expect(JSON.stringify(got)).not.toContain('reader')
  })

  it('says why the account was not let in', async () => {
    const got = await answer('host all all 127.0.0.1/32 scram-sha-256', [], { login: { user: 'reader', password: 'wrong' } })
    expect(got).toMatchObject({ outcome: 'unproven', why: 'no log-in (28P01)' })
  })
})
