import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { postgres } from '../../src/probes/postgres/index.ts'
import { asked } from './ask.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Cluster, RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, sandbox, reason } from './server.ts'

const server = program('/usr/lib/postgresql/*/bin/postgres')

describe.skipIf(isMissing(server))(`PostgreSQL on the wire${reason(server)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let base: Cluster
  let running: RunningPostgres | undefined
  beforeAll(async () => {
    box = sandbox('verify-postgres')
    own = ownAuthority(box)
    base = cluster(box, server ?? '')
    const { sql, stop } = await base.start('')
    sql('create role app login; create role older login')
    sql('create database app owner app')
    sql(`set password_encryption = 'scram-sha-256'; alter role app password 'a-password-of-this-test'`)
    sql(`set password_encryption = 'md5'; alter role older password 'a-password-of-this-test'`)
    stop()
  })
  afterEach(() => {
    running?.stop()
    running = undefined
  })
  afterAll(() => box.stop())

  const tls = (): readonly string[] => ['ssl=on', `ssl_cert_file=${own.certificate}`, `ssl_key_file=${own.key}`]

  async function answers(rules: string, settings: readonly string[] = []): Promise<readonly Answer[]> {
    running = await base.start(rules, settings)
    const got = await asked(postgres, running.port, { target: { users: ['app', 'older'] } })
    expect(JSON.stringify(got)).not.toContain('a-password')
    return got
  }

  const claims = (got: readonly Answer[]): unknown => got.map(({ learned }) => learned?.tls ?? learned?.authentication)
  const observed = (got: readonly Answer[]): unknown =>
    got.flatMap(({ learned }) => (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`))

  it('tells trust, and the version', async () => {
    const got = await answers('host all all 127.0.0.1/32 trust')
    expect(claims(got)).toEqual(['none', 'none'])
    expect(got[1]?.learned?.version).toMatch(/^\d+/)
    expect(got[1]?.learned?.said).toContain('postgres let in without a log-in, as a superuser')
    expect(got[1]?.learned?.said).toContain('a made-up account let in without a log-in (then 28000)')
  })

  it('tells trust for one account alone, and only over TLS', async () => {
    const got = await answers('hostssl app app 127.0.0.1/32 trust\nhostssl all all all scram-sha-256', tls())
    expect(claims(got)).toEqual(['required', 'none'])
    expect(got[1]?.learned?.said).toContain('with TLS app let in without a log-in')
  })

  it('tells SCRAM and passwords in the form before it', async () => {
    const got = await answers('host all all all md5', tls())
    expect(claims(got)).toEqual(['optional', 'password'])
    expect(observed(got)).toEqual(['pg_hba.conf unsafe: md5', 'stored passwords unsafe: md5: older'])
    running?.stop()
    expect(observed(await answers('host all all all md5', ['password_encryption=md5']))).toEqual([
      'pg_hba.conf unsafe: md5',
      'password_encryption unsafe: md5',
    ])
    running?.stop()
    const strict = await answers('host all all all scram-sha-256')
    expect(claims(strict)).toEqual(['none', 'password'])
    expect(observed(strict)).toEqual(['login method safe: scram-sha-256'])
  })

  it('tells passwords in clear, with TLS and without', async () => {
    expect(observed(await answers('hostssl all all all password', tls()))).toEqual(['pg_hba.conf unsafe: password'])
    running?.stop()
    expect(observed(await answers('host all all all password', tls()))).toEqual(['pg_hba.conf unsafe: password, without TLS'])
  })

  it('proves without a password that TLS is demanded', async () => {
    const got = await answers('hostssl all all all scram-sha-256', tls())
    expect(claims(got)).toEqual(['required', 'password'])
    expect(got[0]?.learned?.said).toContain('without TLS every account that was tried is refused (28000), and with TLS app is taken')
  })

  it('sees that one account is still served without TLS', async () => {
    expect(claims(await answers('hostssl all app all scram-sha-256\nhost all postgres all scram-sha-256', tls()))).toEqual(['optional', 'password'])
  })

  it('sees accounts that may come without TLS alone', async () => {
    expect(observed(await answers('hostnossl all app all scram-sha-256\nhostssl all postgres all scram-sha-256', tls()))).toEqual([
      'login method safe: scram-sha-256',
      'hostnossl unsafe: app',
    ])
  })

  it('tells that a certificate is demanded', async () => {
    const got = await answers('hostssl all all all cert', [...tls(), `ssl_ca_file=${own.ca}`])
    expect(claims(got)).toEqual(['required', 'certificate'])
    expect(observed(got)).toEqual(['clientcert safe: demanded'])
  })

  it.each([
    ['with TLS', true],
    ['without', false],
  ])('proves nothing where the rules have no place for this vantage, %s', async (_, withTls) => {
    const [transport, authentication] = await answers('host all all 192.0.2.1/32 scram-sha-256', withTls ? tls() : [])
    expect(transport?.outcome).toBe('unproven')
    expect(transport?.learned?.tls).toBeUndefined()
    expect(authentication?.learned?.authentication).toBeUndefined()
  })

  it('asks for an account whose clients log in with Kerberos', async () => {
    const got = await answers('host all all all gss')
    expect(claims(got)).toEqual(['none', 'kerberos'])
  })
})
