import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { postgresPlanter } from '../../src/experiments/canary/postgres.ts'
import { postgres } from '../../src/probes/postgres/index.ts'
import { call } from '../in-process.ts'
import { canaryOf, verdicts } from './canary.ts'
import type { Cluster, RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/postgresql/*/bin/postgres')

describe.skipIf(isMissing(server))(`a value written to PostgreSQL, and its traces${reason(server)}`, () => {
  let box: Sandbox
  let base: Cluster
  let running: RunningPostgres | undefined
  beforeAll(async () => {
    box = sandbox('canary-postgres')
    base = cluster(box, server ?? '')
    const { sql, stop } = await base.start('')
    sql(`create role app login password 'a-password-of-this-test'; create role reader login password 'a-password-of-this-test'`)
    sql('create database app owner app')
    stop()
  })
  afterEach(() => {
    running?.stop()
    running = undefined
  })
  afterAll(() => box.stop())

  const rules = 'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256'
  const login = { user: 'app', password: 'a-password-of-this-test', database: 'app' }

  function left({ sql }: RunningPostgres): string {
    return sql(`select count(*) from pg_class where relname like 'ringwall%'`).trim()
  }

  it('is found in the log of statements, in the write-ahead log and in the table, before and after its deletion', async () => {
    const logs = ['logging_collector=on', 'log_directory=log', 'log_filename=a.log', 'log_statement=all']
    running = await base.start(rules, logs)
    const answer = await canaryOf(postgres, postgresPlanter, {
      port: running.port,
      login: { user: 'postgres', password: '', database: 'app' },
      flush: true,
    })
    const [rest, log, after, ...more] = verdicts(answer)
    expect(rest).toMatch(/^encryption-at-rest unsafe: \S+\/data\/base\/\d+\/\d+, \S+\/data\/pg_wal\/[0-9A-F]{24}$/)
    expect(log).toBe(`data-in-logs unsafe: ${box.folder}/data/log/a.log`)
    expect(after).toMatch(/^secret-left-behind unsafe: \S+\/data\/pg_wal\/[0-9A-F]{24}$/)
    expect(more).toEqual([])
    expect(left(running)).toBe('0')
  })

  it('is found by an account that owns no more than its database, which may not make the server write', async () => {
    running = await base.start(rules, ['logging_collector=on', 'log_directory=log', 'log_filename=b.log'])
    const data: { path: string; holds: 'data' } = { path: join(box.folder, 'data'), holds: 'data' }
    const answer = await canaryOf(postgres, postgresPlanter, { port: running.port, login, flush: true, stores: [data] })
    expect(verdicts(answer)[0]).toMatch(/^encryption-at-rest unsafe: \S+\/data\/pg_wal\/[0-9A-F]{24}$/)
    expect(answer.learned?.unproven).toEqual([
      'logs: the value is in none that was searched, but the account may not read where the server logs; no log file was seen',
    ])
    expect(JSON.stringify(answer)).not.toContain('a-password')
    expect(left(running)).toBe('0')
  })

  it('is not in a log that holds no statements', async () => {
    running = await base.start(rules, ['logging_collector=on', 'log_directory=log', 'log_filename=c.log'])
    const answer = await canaryOf(postgres, postgresPlanter, { port: running.port, login: { user: 'postgres', password: '' } })
    expect(verdicts(answer)[1]).toBe('data-in-logs safe: in no log')
  })

  it('is not written where the account may not', async () => {
    running = await base.start(rules)
    const answer = await canaryOf(postgres, postgresPlanter, { port: running.port, login: { ...login, user: 'reader' } })
    expect(answer.learned).toMatchObject({ unproven: ['the value was not written: the server does not let this account make a table (42501)'] })
    const none = await canaryOf(postgres, postgresPlanter, { port: running.port })
    expect(none.learned?.unproven).toEqual(['nothing was written: it is written as the account of --login, and none was named'])
    expect(left(running)).toBe('0')
  })

  it('is written by a call that names component and account', async () => {
    running = await base.start(rules)
    const target = 'postgres://127.0.0.1'
    const account = ['--login', `${target}=app@app`, '--password', `${target}=env:PW`]
    const args = ['verify', '--target', `${target}:${running.port}`, '--canary', target, ...account, '--fail-on', 'never', '--all']
    const said = await call(args, undefined, { PW: 'a-password-of-this-test' })
    expect(said).toMatchObject({ exit: 0, stderr: '' })
    expect(said.stdout).toContain('postgres/canary')
    expect(said.stdout).toContain('deleted, and read back: it is gone')
    expect(said.stdout).not.toContain('a-password')
    expect(left(running)).toBe('0')
  })

  it('is removed when the run is ended in the middle', async () => {
    running = await base.start(rules)
    const controller = new AbortController()
    const answer = await canaryOf(postgres, postgresPlanter, {
      port: running.port,
      login,
      signal: controller.signal,
      onWait: () => controller.abort('interrupted'),
    })
    expect(answer.learned?.leftBehind).toBeUndefined()
    expect(answer.learned?.unproven).toContain('traces after deletion: the run was ended before they were looked for')
    expect(left(running)).toBe('0')
  })
})
