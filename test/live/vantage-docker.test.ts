import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containersOf } from '../../src/vantages/containers.ts'
import type { Engine } from './engine.ts'
import { containing, engine } from './engine.ts'
import { eventually, isMissing, reason } from './server.ts'

const { signal } = new AbortController()
/** As it is shipped: also what runs inside the networks comes out of the bundle. */
const cli = join(import.meta.dirname, '../../dist/cli.js')
const server = ['/usr/bin/redis-server', '--save', '', '--protected-mode', 'no'] as const

describe.skipIf(isMissing(containing))(`containers of a Compose project${reason(containing)}`, () => {
  let docker: Engine
  let folder = ''
  const port = 6379
  beforeAll(async () => {
    docker = await engine()
    folder = mkdtempSync(join(tmpdir(), 'ringwall-compose-'))
    writeFileSync(
      join(folder, 'compose.yml'),
      `name: shop
services:
  api: {image: "example/api:1", environment: {REDIS_URL: "redis://:a-password-of-the-shop@cache:6379"}, networks: [back]}
  cache: {image: "redis:7", environment: {STAGE: live}, command: redis-server --requirepass a-password-of-the-shop, networks: [back]}
  queue: {image: "redis:7", mem_limit: 64m, volumes: ["./files:/files:ro", "./data:/data"], ports: ["127.0.0.1:${port}:6379"], networks: [front]}
  alone: {image: "redis:7", command: redis-server --port 6390, networks: [front]}
  gone: {image: "redis:7", networks: [front]}
networks: {back: , front: }
`,
    )
    docker.service('shop', 'api', ['--network', 'back', '--env', 'SECRET_OF_API=canary-value'], '/bin/busybox', 'sleep', '600')
    docker.service('shop', 'cache', ['--network', 'back', '--env', 'STAGE=live'], ...server, '--requirepass', 'a-password-of-the-shop')
    // the second copy was started by hand, without its password
    docker.service('shop', 'cache', ['--network', 'back'], ...server)
    // by hand: more of the host, more rights, a token
    const by = ['-v', `${folder}/files:/files`, '-v', `${folder}/data:/data`, '-v', `${folder}:/more:ro`, '--env', 'ADMIN_TOKEN=canary-value']
    docker.service('shop', 'queue', ['--network', 'front', '-p', `127.0.0.1:${port}:6379`, ...by], ...server)
    docker.service('shop', 'alone', ['--network', 'none'], ...server, '--port', '6390')
    docker.service('other', 'cache', ['--network', 'back'], ...server)
  }, 120_000)
  afterAll(async () => {
    await docker.stop()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  it('are found by their labels, with what the engine tells of them and no value of their environment', async () => {
    const all = await containersOf('shop', { socket: docker.socket, signal, timeout: 10_000 })
    expect(all.map(({ name, service }) => [name, service])).toEqual([
      ['shop-alone-1', 'alone'],
      ['shop-api-1', 'api'],
      ['shop-cache-1', 'cache'],
      ['shop-cache-2', 'cache'],
      ['shop-queue-1', 'queue'],
    ])
    expect(all[1]?.facts.environment).toContain('SECRET_OF_API')
    expect(JSON.stringify(all)).not.toContain('canary-value')
    expect(all[4]?.published).toEqual([{ target: 6379, protocol: 'tcp', address: '127.0.0.1', port }])
  })

  it('are held against their files as they run, and the weakest copy counts', { timeout: 60_000 }, () => {
    const [report] = JSON.parse(verify('--format', 'json', '--all')).deployments
    const running = report.findings.filter(({ control }: { control: string }) => control === 'component/contradiction')
    expect(running.map(({ subject, message }: { subject: { id: string }; message: string }) => `${subject.id}: ${message}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^queue: .* runs without a limit of memory/),
        expect.stringMatching(/^queue: .* with .*ringwall-compose-.* of the host mounted/),
        expect.stringMatching(/^queue: .* with \/files open to changes/),
        expect.stringMatching(/^queue: .* with ADMIN_TOKEN,/),
        // one of its copies alone was started by hand
        expect.stringMatching(/^cache: .* runs without STAGE,/),
      ]),
    )
    expect(
      running.filter(({ subject, message }: { subject: { id: string }; message: string }) => subject.id === 'cache' && message.includes('STAGE'))
        .length,
    ).toBe(1)
    const roots = report.findings.filter(({ control }: { control: string }) => control === 'component/root-user')
    expect(roots.map(({ basis, message }: Readonly<Record<string, string>>) => [basis, message])).toEqual([
      ['observed', '4 components: alone, api, cache, queue. The program runs as root, and no user is set.'],
    ])
    const kept = report.answers.filter(
      ({ probe, listener }: Readonly<Record<string, string>>) => probe === 'container/stores' && listener === 'queue',
    )
    expect(kept.length).toBe(1)
    expect(JSON.stringify(report)).not.toContain('canary-value')
  })

  it('are asked from a neighbour, from inside, or where they are published', { timeout: 60_000 }, async () => {
    const report = await eventually(() => {
      const text = verify('--format', 'json')
      const { answers } = JSON.parse(text).deployments[0]
      const told = answers.filter(({ probe }: { probe: string }) => probe === 'redis/authentication')
      if (told.length < 4) throw new Error('not all of them answer yet')
      return { text, told, answers, ...JSON.parse(text).deployments[0] }
    })
    const seen = report.told.map((each: Readonly<Record<string, string>>) => [each['listener'], each['vantage'], each['said']])
    expect(seen).toEqual([
      ['cache:6379', 'container shop-api-1', expect.stringContaining('a password is asked for')],
      ['cache:6379', 'container shop-api-1', 'commands are taken without a password'],
      ['queue:6379', 'this machine', 'commands are taken without a password'],
      ['alone:6390', 'container shop-alone-1', 'commands are taken without a password'],
    ])
    const lies = report.findings.filter(({ control }: { control: string }) => control === 'listener/as-declared')
    expect(lies.map(({ subject, actual }: { subject: { id: string }; actual: string }) => [subject.id, actual])).toEqual([['cache:6379', 'none']])
    const left = report.answers.filter(({ outcome }: { outcome: string }) => outcome === 'not-asked')
    expect(left.map(({ listener, open }: { listener: string; open: string[] }) => [listener, open])).toEqual([
      ['gone:6379', ['no container of gone runs']],
    ])
    expect(report.text).not.toMatch(/canary-value|a-password-of-the-shop/)
  })

  it('tell who reaches whom across their networks', { timeout: 60_000 }, () => {
    const [report] = JSON.parse(verify('--format', 'json', '--zones')).deployments
    const ways = report.reach.map(({ from, to, observed }: Readonly<Record<string, string>>) => `${from}>${to} ${observed}`)
    expect(ways).toContain('api>cache:6379 reached')
    expect(ways).toContain('this machine>queue:6379 reached')
    // the engine of this test filters nothing between its networks: the files say that api is kept away
    expect(ways).toContain('api>queue:6379 reached')
    const found = report.findings.filter(({ control }: { control: string }) => control === 'zone/excess-reach')
    const about = found.find(({ subject }: { subject: { id: string } }) => subject.id === 'queue:6379')
    expect(about.message).toContain('The files keep api and cache away from it; the network does not.')
  })

  function verify(...words: readonly string[]): string {
    const { out, err, code } = docker.run(process.execPath, [cli, 'verify', folder, '--timeout', '1000', ...words])
    if (code !== 0 && code !== 1) throw new Error(err)
    return out
  }
})
