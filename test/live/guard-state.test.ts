import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardState } from '../../src/guard/state/open.ts'
import type { SharedOptions } from '../../src/guard/state/postgres.ts'
import { openShared } from '../../src/guard/state/postgres.ts'
import type { Database } from '../../src/guard/state/sql.ts'
import { stateContract } from '../guard/state-contract.ts'
import { key } from '../guard/state-records.ts'
import type { Cluster, RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { eventually, isMissing, program, reason, sandbox } from './server.ts'

const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const openssl = program('/usr/bin/openssl')!

describe.skipIf(isMissing(postgres))(`PostgreSQL${reason(postgres)}`, () => {
  let box: Sandbox
  let data: Cluster
  let running: RunningPostgres
  let target: SharedOptions
  const rules = 'hostssl guard guard 127.0.0.1/32 scram-sha-256'

  beforeAll(async () => {
    box = sandbox('guard-state')
    const at = (name: string): string => join(box.folder, name)
    const pair = ['-keyout', at('key.pem'), '-out', at('cert.pem'), '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    box.run(openssl, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...pair])
    data = cluster(box, postgres!)
    running = await start()
    running.sql(`SET password_encryption = 'scram-sha-256'; CREATE ROLE guard LOGIN PASSWORD 'made-up for this test'`)
    running.sql('CREATE DATABASE guard OWNER guard')
    target = {
      host: '127.0.0.1',
      port: running.port,
      database: 'guard',
      user: 'guard',
      password: 'made-up for this test',
      ca: readFileSync(at('cert.pem'), 'utf8'),
      timeout: 5_000,
    }
  })
  afterAll(() => box.stop())

  async function start(): Promise<RunningPostgres> {
    return data.start(rules, ['ssl=on', `ssl_cert_file=${join(box.folder, 'cert.pem')}`, `ssl_key_file=${join(box.folder, 'key.pem')}`])
  }
  const open = async (): Promise<Database> => openShared(target)

  stateContract(open)

  it('is one schema, however many begin at once', async () => {
    running.sql('DROP DATABASE guard WITH (FORCE)')
    running.sql('CREATE DATABASE guard OWNER guard')
    const again = await Promise.all(Array.from({ length: 5 }, open))
    const versions = (await again[4]!.all('SELECT version FROM guard_schema')).map(({ version }) => Number(version))
    expect(versions.toSorted((a, b) => a - b)).toEqual(versions.map((_, at) => at + 1))
    expect(versions.length).toBeGreaterThan(0)
    for (const each of again) await each.close()
  })

  it('says nothing of what it knows to who gets in by mistake: another password, no TLS, another authority', async () => {
    const { ca: _ca, ...clear } = target
    for (const wrong of [{ ...target, password: 'another' }, clear, { ...target, ca: readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8') }]) {
      const error: unknown = await openShared(wrong).catch((each: unknown) => each)
      expect(error).toMatchObject({ name: 'StateFault', code: 'unavailable' })
      expect(String(error)).not.toContain('made-up')
    }
  })

  it('that is gone is an error at once, and what comes back is heard', { timeout: 60_000 }, async () => {
    const clock = {
      monotonic: () => performance.now(),
      every(milliseconds: number, call: () => void) {
        const timer = setInterval(call, milliseconds)
        return () => clearInterval(timer)
      },
    }
    const state = guardState(await open(), clock)
    const heard: number[] = []
    state.epoch.watch((epoch) => heard.push(epoch))
    await state.keys.add(key('through'))
    await state.keys.revoke('through', 1)
    const before = await state.epoch.read()
    await eventually(() => expect(heard.at(-1)).toBe(before))
    running.stop()
    await expect(state.keys.find(key('through').hash)).rejects.toMatchObject({ name: 'StateFault', code: 'unavailable' })
    await eventually(() => expect(state.epoch.age()).toBeGreaterThan(1_500))
    running = await start()
    target = { ...target, port: running.port }
    // it listens at another port now: this guard's database stays gone, and a new one has all of it
    await expect(state.keys.find(key('through').hash)).rejects.toMatchObject({ code: 'unavailable' })
    await state.close()
    const next = guardState(await open(), clock)
    expect((await next.keys.find(key('through').hash))?.revoked).toBe(1)
    const told: number[] = []
    next.epoch.watch((epoch) => told.push(epoch))
    await eventually(() => expect(told).toEqual([before]))
    // the connection that listens is cut, and what is changed then is heard all the same
    running.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`)
    await next.keys.revoke('through', 2)
    await eventually(() => expect(told.at(-1)).toBe(before + 1))
    await next.close()
  })
})
