import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeploymentReport, Report } from '../../src/model/report.ts'
import { call, project } from '../in-process.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import { importImages } from '../lab/image.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const installed = program('/usr/bin/redis-server') === undefined ? undefined : program('/usr/sbin/dockerd')

const programs = 'volumes: ["/usr:/usr:ro"]'
const pages = (port: number): string => `command: ["/usr/bin/python3", "-m", "http.server", "${port}"]`

/** web calls api; api and worker call db; worker calls somebody outside. */
const compose = `services:
  web:
    image: haproxy:2.9
    ${pages(80)}
    environment: {API_URL: "http://api:8080"}
    ports: ["127.0.0.1:18080:80"]
    ${programs}
  api:
    image: example/api:1
    ${pages(8080)}
    expose: ["8080"]
    environment: {REDIS_URL: "redis://store:6379/0"}
    ${programs}
  worker:
    image: example/worker:1
    command: ["/usr/bin/busybox", "sleep", "100000"]
    environment: {REDIS_URL: "redis://store:6379/0", SMTP_URL: "smtp://mail.example.org:25"}
    ${programs}
  db:
    image: redis:7
    command: ["/usr/bin/redis-server", "--protected-mode", "no", "--save", ""]
    networks:
      default:
        aliases: [store]
    ${programs}
`

describe.skipIf(isMissing(installed))(`networks of containers, cut${reason(installed)}`, () => {
  let engine: Engine
  const folder = (kind: string): string => join(engine.folder, kind, 'shop')
  beforeAll(async () => {
    engine = await startEngine()
    mkdirSync(folder('weak'), { recursive: true })
    writeFileSync(join(folder('weak'), 'compose.yaml'), compose)
    importImages(engine, ['haproxy:2.9', 'example/api:1', 'example/worker:1', 'redis:7'])
  }, 120_000)
  afterAll(() => engine.stop())

  const run = (kind: string, ...args: readonly string[]): string =>
    engine.run('docker-compose', ['--project-directory', folder(kind), '--file', join(folder(kind), 'compose.yaml'), ...args])

  async function verified(kind: string): Promise<DeploymentReport> {
    const said = await call(['verify', folder(kind), '--zones', '--timeout', '700', '--format', 'json', '--fail-on', 'never'], project, {
      DOCKER_HOST: engine.host,
    })
    const [report] = (JSON.parse(said.stdout) as Report).deployments
    if (report?.reach?.some(({ required, observed }) => required && observed !== 'reached') !== false) throw new Error(JSON.stringify(report?.reach))
    return report
  }

  /** Ways between components that are open. */
  function open(report: DeploymentReport): readonly string[] {
    return (report.reach ?? [])
      .filter(({ observed, vantage }) => observed === 'reached' && vantage !== 'this machine')
      .map(({ from, to, required }) => `${from}>${to}${required ? '' : ' excess'}`)
      .toSorted()
  }

  const connects = (kind: string, from: string, host: string, port: number): boolean => {
    try {
      run(kind, 'exec', '-T', from, 'timeout', '3', '/usr/bin/redis-cli', '-h', host, '-p', String(port), 'ping')
      return true
    } catch {
      return false
    }
  }

  it('let only clients through afterwards, by the names that they use', { timeout: 240_000 }, async () => {
    run('weak', 'up', '--detach')
    const before = await eventually(() => verified('weak'))
    expect(open(before)).toContain('web>db:6379 excess')
    run('weak', 'down', '--timeout', '1')

    const said = await call(['harden', folder('weak'), '--only', 'zones', '--write', folder('hardened')])
    expect(said.stderr).toBe('')
    run('hardened', 'config', '--quiet')
    run('hardened', 'up', '--detach')
    try {
      const after = await eventually(() => verified('hardened'))
      expect(open(after)).toEqual(['api>db:6379', 'db>api:8080 excess', 'web>api:8080', 'worker>db:6379', 'api>web:80 excess'].toSorted())
      expect(connects('hardened', 'api', 'store', 6379)).toBe(true)
      expect(connects('hardened', 'web', 'store', 6379)).toBe(false)
      const isInternal = (network: string): string =>
        engine.run('docker', ['network', 'inspect', '--format', '{{.Internal}}', `shop_${network}`]).trim()
      expect({ db: isInternal('db'), api: isInternal('api') }).toEqual({ db: 'true', api: 'false' })
      // a port is published through a network that has a way out
      expect((await fetch('http://127.0.0.1:18080/')).status).toBe(200)
    } finally {
      run('hardened', 'down', '--timeout', '1')
    }
  })
})
