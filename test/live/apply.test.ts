import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { Statement } from '../../src/model/statement.ts'
import { isOpen } from '../../src/engine/harden/journal.ts'
import { call } from '../in-process.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import type { Shop } from '../lab/shop-project.ts'
import { startShop } from '../lab/shop-project.ts'
import { chance, isNewState, runsOf, seed, startKilled } from '../lab/killed.ts'
import { importShop, shopPrograms } from '../lab/shop.ts'
import { eventually, isMissing, program, reason } from './server.ts'

/** What is called after each time that it was killed. With an engine that only listens it is killed at many more points (apply-killed.test.ts). */
const ways = ['--rollback', '--apply', '--rollback'] as const
/** Steps of the run between which it is killed: where it begins to write files, and nearly its end (it has 297). */
const [begin, end] = [100, 270]

const dockerd = shopPrograms === undefined ? undefined : program('/usr/sbin/dockerd')

describe.skipIf(isMissing(dockerd))(`a Compose project that runs${reason(dockerd)}`, () => {
  let engine: Engine
  let shop: Shop
  beforeAll(async () => {
    engine = await startEngine()
    importShop(engine)
    shop = await startShop(engine)
  }, 240_000)
  afterAll(async () => {
    shop.stop()
    await engine.stop()
  }, 120_000)

  it('goes from weak to proven with the whole plan, and back', { timeout: 600_000 }, async () => {
    const { folder, env, health, ping, python, texts, isInternal } = shop
    const ringwall = (word: string, ...words: readonly string[]) => call([word, folder, ...words], folder, env)
    const state = join(engine.folder, 'state')
    const weak = texts()
    expect([ping('redis://cache:6379'), isInternal('default'), isInternal('web-out')]).toEqual(['True', 'false', 'not there'])
    python('redis.Redis(host="cache").set("order", "4711")')
    // what is missing is told before anything is changed
    expect(await ringwall('harden', '--state', state, '--apply', '--yes', '--trust', 'none.pem')).toMatchObject({ exit: 2, stdout: '' })
    const key = join(engine.folder, 'key.pem')
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key], { stdio: 'ignore' })
    const file = join(engine.folder, 'statement.json')
    const applied = await ringwall('harden', '--state', state, '--apply', '--yes', '--format', 'json', '--output', file, '--sign', key)
    expect(`${applied.exit} ${applied.exit === 0 ? '' : `${readFileSync(file, 'utf8')}${applied.stderr}`}`).toBe('0 ')
    const statement = JSON.parse(readFileSync(file, 'utf8')) as Statement
    expect(statement).toMatchObject({ outcome: 'applied', state: 1, why: null })
    const rows = statement.deployments.flatMap((each) => each.rows)
    const proven = rows.filter(({ now }) => now === 'observed-closed').map(({ control, was }) => `${control} ${was}`)
    expect(proven.toSorted()).toEqual(['channel/encrypted configured', 'channel/plaintext-refused observed', 'listener/authenticated observed'])
    expect(rows.filter(({ now }) => now === 'open' || now === 'unproven')).toEqual([])
    expect(rows.map(({ control }) => control)).toContain('zone/egress')
    expect((await call(['report', 'verify', file, '--key', key])).exit).toBe(0)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"observed-closed"', '"configured-closed"'))
    expect((await call(['report', 'verify', file, '--key', key])).exit).toBe(1)
    // nothing is left but what the plan left open
    const audited = JSON.parse((await ringwall('audit', '--format', 'json', '--fail-on', 'never')).stdout) as Report
    const open = audited.deployments.flatMap((each) => each.findings).filter(({ verdict }) => verdict === 'fail')
    const declared = statement.deployments.flatMap((each) => each.open.map(({ id }) => id))
    expect(open.filter(({ id }) => !declared.includes(id)).map(({ control, subject }) => `${control} ${subject.id}`)).toEqual([])
    expect(open.filter(({ severity }) => severity === 'critical' || severity === 'high')).toEqual([])
    // the good client works, and the others are turned away
    expect(health()).toBe('healthy')
    expect(python('print(redis.Redis.from_url(os.environ["REDIS_URL"]).get("order"))')).toBe("b'4711'")
    const authority = 'ssl_ca_certs=/etc/ringwall/ca.crt'
    expect(ping('redis://cache:6379')).toContain('ConnectionError')
    expect(ping(`rediss://cache:6380?${authority}`)).toContain('Authentication required')
    expect(ping(`rediss://web:wrong@cache:6380?${authority}`)).toContain('invalid username-password')
    expect(ping('rediss://cache:6380')).toContain('CERTIFICATE_VERIFY_FAILED')
    expect([isInternal('default'), isInternal('web-out')]).toEqual(['true', 'false'])
    const back = await ringwall('harden', '--state', state, '--rollback', '--yes')
    expect(back).toMatchObject({ exit: 0 })
    expect(texts()).toEqual(weak)
    await eventually(() => expect(health()).toBe('healthy'))
    expect(python('print(redis.Redis(host="cache").get("order"))')).toBe("b'4711'")
    expect([isInternal('default'), isInternal('web-out')]).toEqual(['false', 'not there'])
    expect(readdirSync(folder).toSorted()).toEqual(['docker-compose.yml', 'lab', 'web'])
  })

  it(
    `is the old or the new one as a whole after the next call, wherever --apply was killed (RINGWALL_SEED=${seed})`,
    { timeout: 600_000 },
    async () => {
      const { folder, env, health, python, texts } = shop
      const kept = randomBytes(30_000).toString('base64')
      shop.inCache('cat >/data/kept', kept)
      python('redis.Redis(host="cache").set("order", "4711")')
      const weak = texts()
      const next = chance(seed)
      const ends: string[] = []
      for (const [at, way] of ways.entries()) {
        // what a state folder holds already takes no steps
        const state = join(engine.folder, `killed-${at}`)
        const words = ['--state', state, '--only', 'channels', '--yes']
        const harden = (...more: readonly string[]) => call(['harden', folder, ...words, ...more], folder, env)
        const [step, when] = [
          begin + Math.floor(((at + next()) / ways.length) * (end - begin)),
          (['before', 'half', 'after'] as const)[Math.floor(next() * 3)]!,
        ]
        const where = `RINGWALL_SEED=${seed}: ${when} step ${step}, then ${way}`
        const killed = await startKilled(['harden', folder, ...words, '--apply'], env, { folders: [folder, state], step, when })
        expect(`${where}: ${killed.signal ?? killed.said}`).toBe(`${where}: SIGKILL`)
        // whoever looks is told what holds
        const isLeft = runsOf(folder, state).some(({ events }) => isOpen(events))
        expect(`${where}: ${(await harden('--status')).exit}`).toBe(`${where}: ${isLeft ? 7 : 0}`)
        const said = await harden(way)
        const isNew = isNewState(runsOf(folder, state))
        ends.push(isNew ? 'new' : 'old')
        expect(`${where}: ${(await harden('--status')).stdout} ${said.stderr}`).toMatch(
          isNew ? /the new state holds/ : /the old state holds|as they were before run|Nothing was applied here/,
        )
        expect(isNew || isDeepStrictEqual(texts(), weak)).toBe(true)
        // the programs have the files that stand there, work with them, and have lost nothing
        await eventually(() => expect(health()).toBe('healthy'))
        const scheme = python('print(os.environ["REDIS_URL"].split(":")[0], redis.Redis.from_url(os.environ["REDIS_URL"]).get("order"))')
        expect(`${where}: ${scheme}`).toBe(`${where}: ${isNew ? 'rediss' : 'redis'} b'4711'`)
        expect(shop.inCache('cat /data/kept')).toBe(kept)
        expect([...texts().keys()].filter((name) => name.includes('.ringwall-'))).toEqual([])
        expect(isNew ? (await harden('--rollback')).exit : 0).toBe(0)
        expect(texts()).toEqual(weak)
      }
      expect(ends).toContain('old')
      expect(ends).toContain('new')
    },
  )
})
