import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { mysqlPlanter } from '../../src/experiments/canary/mysql.ts'
import { mysql } from '../../src/probes/mysql/index.ts'
import { canaryOf, verdicts } from './canary.ts'
import type { MariaFolder, RunningMaria } from './maria.ts'
import { mariaFolder } from './maria.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/mariadbd')

describe.skipIf(isMissing(server))(`a value written to MariaDB, and its traces${reason(server)}`, () => {
  let box: Sandbox
  let base: MariaFolder
  let running: RunningMaria | undefined
  beforeAll(() => {
    box = sandbox('canary-mysql')
    base = mariaFolder(box, server ?? '')
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
  })
  afterAll(() => box.stop())

  const login = { user: 'app', password: 'a-password-of-this-test', database: 'app' }

  function accounts({ sql }: RunningMaria): void {
    sql('create database if not exists app')
    sql(`create or replace user app@'127.0.0.1' identified by 'a-password-of-this-test'; grant all on app.* to app@'127.0.0.1'`)
    sql(`create or replace user admin@'127.0.0.1' identified by 'a-password-of-this-test'; grant all on *.* to admin@'127.0.0.1'`)
  }

  function left({ sql }: RunningMaria): string {
    return sql(`select count(*) from information_schema.tables where table_name like 'ringwall%'`).trim()
  }

  it('is found in the table, the redo log and the log of statements', async () => {
    running = await base.start('--general-log=1', `--general-log-file=${box.folder}/general.log`, `--log-error=${box.folder}/error.log`)
    accounts(running)
    const answer = await canaryOf(mysql, mysqlPlanter, { port: running.port, login: { ...login, user: 'admin' }, flush: true, wait: 1500 })
    const [rest, log, after] = verdicts(answer)
    expect(rest).toMatch(/^encryption-at-rest unsafe: \S+\/data\/ib_logfile0, \S+\/data\/ringwall_canary_(\w+)\/ringwall_canary_\1\.ibd$/)
    expect(log).toBe(`data-in-logs unsafe: ${box.folder}/general.log`)
    expect(after).toMatch(/^secret-left-behind unsafe: \S+\/data\/ib_logfile0/)
    expect(left(running)).toBe('0')
    expect(JSON.stringify(answer)).not.toContain('a-password')
  })

  it('lies in the database of an account that may make none', async () => {
    running = await base.start(`--log-error=${box.folder}/error.log`)
    accounts(running)
    const answer = await canaryOf(mysql, mysqlPlanter, { port: running.port, login, wait: 1500 })
    expect(verdicts(answer).slice(0, 2)).toEqual([`encryption-at-rest unsafe: ${box.folder}/data/ib_logfile0`, 'data-in-logs safe: in no log'])
    expect(left(running)).toBe('0')
  })

  it('is nowhere in clear where tables and redo log are encrypted, which is shown when the server was made to write it', async () => {
    const keys = join(box.folder, 'keys')
    writeFileSync(keys, `1;${randomBytes(32).toString('hex')}\n`)
    if (process.getuid?.() === 0) chownSync(keys, 65_534, 65_534)
    chmodSync(keys, 0o600)
    const encrypted = ['--innodb-encrypt-tables=FORCE', '--innodb-encrypt-log=ON', '--encrypt-tmp-files=ON']
    running = await base.start(
      '--plugin-load-add=file_key_management',
      `--file-key-management-filename=${keys}`,
      `--log-error=${box.folder}/error.log`,
      ...encrypted,
    )
    accounts(running)
    const call = { port: running.port, login: { ...login, user: 'admin' }, wait: 1500 }
    const shy = await canaryOf(mysql, mysqlPlanter, call)
    expect(verdicts(shy)).toEqual(['data-in-logs safe: in no log'])
    expect(shy.learned?.unproven?.[0]).toContain('the server may not have written it yet; --canary-flush lets it')
    const answer = await canaryOf(mysql, mysqlPlanter, { ...call, flush: true })
    expect(verdicts(answer)).toEqual(['encryption-at-rest safe: in no file', 'data-in-logs safe: in no log'])
    expect(answer.learned?.unproven).toBeUndefined()
    expect(left(running)).toBe('0')
  })
})
