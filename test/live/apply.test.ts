import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { Statement } from '../../src/model/statement.ts'
import { call } from '../in-process.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import type { Shop } from '../lab/shop-project.ts'
import { startShop } from '../lab/shop-project.ts'
import { importShop, shopPrograms } from '../lab/shop.ts'
import { eventually, isMissing, program, reason } from './server.ts'

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
})
