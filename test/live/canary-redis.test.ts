import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisPlanter } from '../../src/experiments/canary/redis.ts'
import { redis } from '../../src/probes/redis/index.ts'
import { canaryOf, verdicts } from './canary.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/redis-server')
const client = program('/usr/bin/redis-cli')

describe.skipIf(isMissing(server))(`a value written to Redis, and its traces${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('canary-redis')
  })
  afterAll(() => box.stop())

  async function started(name: string, ...args: readonly string[]): Promise<number> {
    const port = await freePort()
    box.run('/usr/bin/mkdir', [name])
    box.start(server ?? '', ['--port', String(port), '--bind', '127.0.0.1', '--dir', `${box.folder}/${name}`, ...args])
    return port
  }

  const keys = (port: number): string => box.run(client ?? '', ['-p', String(port), 'DBSIZE']).trim()

  it('is found in the append-only file, and after its deletion too', async () => {
    const port = await started('aof', '--save', '', '--appendonly', 'yes', '--logfile', 'redis.log')
    const answer = await eventually(() => canaryOf(redis, redisPlanter, { port }))
    const file = `${box.folder}/aof/appendonlydir/appendonly.aof.1.incr.aof`
    expect(verdicts(answer)).toEqual([`encryption-at-rest unsafe: ${file}`, 'data-in-logs safe: in no log', `secret-left-behind unsafe: ${file}`])
    expect(keys(port)).toBe('0')
    expect(answer.learned?.leftBehind).toBeUndefined()
    expect(JSON.stringify(answer)).not.toContain('rwc')
  })

  it('is found in the dump that the call allows, and is gone from the next one', async () => {
    const port = await started('rdb', '--save', '1 1', '--appendonly', 'no', '--logfile', 'redis.log')
    const answer = await eventually(() => canaryOf(redis, redisPlanter, { port, flush: true }))
    expect(verdicts(answer).slice(0, 2)).toEqual([`encryption-at-rest unsafe: ${box.folder}/rdb/dump.rdb`, 'data-in-logs safe: in no log'])
    expect(keys(port)).toBe('0')
  })

  it('proves nothing where the server keeps nothing', async () => {
    const port = await started('none', '--save', '', '--appendonly', 'no')
    const answer = await eventually(() => canaryOf(redis, redisPlanter, { port }))
    expect(answer.outcome).toBe('unproven')
    expect(answer.learned?.unproven?.[0]).toContain('nothing shows that these are the files of this server')
    expect(keys(port)).toBe('0')
  })

  it('is not written without the account that is asked for', async () => {
    const port = await started('locked', '--requirepass', 'a-long-password-of-this-test')
    const without = await eventually(() => canaryOf(redis, redisPlanter, { port }))
    expect(without.learned?.unproven).toEqual(['nothing was written: a log-in is asked for: name an account with --login'])
    const login = { user: '', password: 'a-long-password-of-this-test' }
    const answer = await canaryOf(redis, redisPlanter, { port, login })
    expect(answer.learned?.unproven?.join()).not.toContain('nothing was written')
    expect(JSON.stringify(answer)).not.toContain('a-long-password')
  })

  it('tells what it could not remove, and how to', async () => {
    const acl = ['--user', 'default', 'on', 'nopass', '~*', '+@all', '-del']
    const port = await started('undeletable', '--save', '', ...acl)
    const answer = await eventually(() => canaryOf(redis, redisPlanter, { port }))
    expect(answer.learned?.leftBehind).toMatch(
      /^key ringwall_canary_\w+ is still there \(the deletion is refused \(NOPERM\)\): remove it with DEL ringwall_canary_/,
    )
    expect(keys(port)).toBe('1')
  })
})
