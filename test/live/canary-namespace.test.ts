import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisPlanter } from '../../src/experiments/canary/redis.ts'
import { redis } from '../../src/probes/redis/index.ts'
import { canaryOf, verdicts } from './canary.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/bin/redis-server')

// a container, as far as files go: what is mounted there is seen by its own processes alone
describe.skipIf(isMissing(server))(`a value written to a server with files of its own${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('canary-namespace')
  })
  afterAll(() => box.stop())

  it('is looked for as its process sees them', async () => {
    const port = await freePort()
    const data = join(box.folder, 'data')
    box.run('/usr/bin/mkdir', ['data', 'volume'])
    const start = `mount --bind ${box.folder}/volume ${data} && exec ${server ?? ''} --port ${port} --bind 127.0.0.1 --save '' --appendonly yes --dir ${data}`
    box.start('/usr/bin/unshare', ['--user', '--map-root-user', '--mount', '--', '/bin/sh', '-c', start])
    const answer = await eventually(() => canaryOf(redis, redisPlanter, { port }))
    const file = `${data}/appendonlydir/appendonly.aof.1.incr.aof`
    expect(verdicts(answer)[0]).toBe(`encryption-at-rest unsafe: ${file}`)
    expect(existsSync(file)).toBe(false)
  })
})
