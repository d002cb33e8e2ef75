import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../../src/model/statement.ts'
import type { Said } from '../in-process.ts'
import { call } from '../in-process.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import { importShop, shopPrograms } from '../lab/shop.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const dockerd = shopPrograms === undefined ? undefined : program('/usr/sbin/dockerd')

const compose = `version: "2.4"
services:
  cache:
    image: redis:7.2
  web:
    image: shop-web:1
    command: ["python3", "-u", "/srv/web.py"]
    stop_grace_period: 0s
    environment:
      REDIS_URL: redis://cache:6379/0
    volumes:
      - ./web:/srv:ro
    healthcheck:
      test: ["CMD", "python3", "/srv/check.py"]
      interval: 1s
      timeout: 10s
      retries: 3
    depends_on:
      - cache
`

/** What is applied: the connection at both ends. */
const plan = ['--only', 'channels']

/** The application: it has to reach its cache, and says so in a file that its health check looks at. */
const web = `import os, time, redis
store = redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=3)
while True:
    try:
        store.set("shop", "open")
        open("/tmp/well", "w").write("well")
    except Exception as error:
        print(type(error).__name__)
        try: os.remove("/tmp/well")
        except FileNotFoundError: pass
    time.sleep(0.3)
`
const check = 'import os, sys; sys.exit(0 if os.path.exists("/tmp/well") else 1)\n'

describe.skipIf(isMissing(dockerd))(`a Compose project that runs${reason(dockerd)}`, () => {
  let engine: Engine
  let folder = ''
  let state = ''
  beforeAll(async () => {
    engine = await startEngine()
    importShop(engine)
    folder = join(engine.folder, 'shop')
    state = join(engine.folder, 'state')
    mkdirSync(join(folder, 'web'), { recursive: true })
    writeFileSync(join(folder, 'docker-compose.yml'), compose)
    writeFileSync(join(folder, 'web/web.py'), web)
    writeFileSync(join(folder, 'web/check.py'), check)
    engine.run('docker-compose', ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml'), 'up', '--detach'])
    await eventually(() => {
      if (health() !== 'healthy') throw new Error('the application does not come up')
    })
  }, 240_000)
  afterAll(async () => {
    engine.run('docker-compose', ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml'), 'down', '--timeout', '1'])
    await engine.stop()
  }, 120_000)

  const env = (): Readonly<Record<string, string>> => ({ ...(process.env as Record<string, string>), DOCKER_HOST: engine.host })
  const harden = (...words: readonly string[]): Promise<Said> => call(['harden', folder, '--state', state, ...words], folder, env())
  const container = (service: string): string =>
    engine.run('docker', ['ps', '--quiet', '--filter', `label=com.docker.compose.service=${service}`]).trim()
  const health = (): string => engine.run('docker', ['inspect', '--format', '{{.State.Health.Status}}', container('web')]).trim()
  /** What a program with the client library learns inside the application's network. */
  const python = (text: string): string => {
    const done = spawnSync('docker', ['exec', container('web'), 'python3', '-c', `import redis\n${text}`], { env: env(), encoding: 'utf8' })
    return done.stdout.trim() || (done.stderr.trim().split('\n').at(-1) ?? '')
  }
  const ping = (url: string): string => python(`print(redis.Redis.from_url(${JSON.stringify(url)}).ping())`)
  const texts = (): ReadonlyMap<string, string> => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
    return new Map(files.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  }

  it('goes from weak to proven, and back', { timeout: 400_000 }, async () => {
    const weak = texts()
    expect(ping('redis://cache:6379')).toBe('True')
    const key = join(engine.folder, 'key.pem')
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key], { stdio: 'ignore' })
    const file = join(engine.folder, 'statement.json')
    const applied = await harden('--apply', '--yes', ...plan, '--format', 'json', '--output', file, '--sign', key)
    expect(`${applied.exit} ${applied.exit === 0 ? '' : `${readFileSync(file, 'utf8')}${applied.stderr}`}`).toBe('0 ')
    const statement = JSON.parse(readFileSync(file, 'utf8')) as Statement
    expect(statement).toMatchObject({ outcome: 'applied', state: 1, why: null })
    const rows = statement.deployments.flatMap((each) => each.rows)
    const proven = rows.filter(({ now }) => now === 'observed-closed').map(({ control, was }) => `${control} ${was}`)
    expect(proven.toSorted()).toEqual(['channel/encrypted configured', 'channel/plaintext-refused observed', 'listener/authenticated observed'])
    expect(rows.filter(({ now }) => now === 'open' || now === 'unproven')).toEqual([])
    expect((await call(['report', 'verify', file, '--key', key])).exit).toBe(0)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"observed-closed"', '"configured-closed"'))
    expect((await call(['report', 'verify', file, '--key', key])).exit).toBe(1)
    // the good client works, and the others are turned away
    expect(health()).toBe('healthy')
    expect(python('import os; print(redis.Redis.from_url(os.environ["REDIS_URL"]).ping())')).toBe('True')
    const authority = 'ssl_ca_certs=/etc/ringwall/ca.crt'
    expect(ping('redis://cache:6379')).toContain('ConnectionError')
    expect(ping(`rediss://cache:6380?${authority}`)).toContain('Authentication required')
    expect(ping(`rediss://web:wrong@cache:6380?${authority}`)).toContain('invalid username-password')
    expect(ping('rediss://cache:6380')).toContain('CERTIFICATE_VERIFY_FAILED')
    const back = await harden('--rollback', '--yes')
    expect(back).toMatchObject({ exit: 0 })
    expect(texts()).toEqual(weak)
    await eventually(() => expect(health()).toBe('healthy'))
    expect(ping('redis://cache:6379')).toBe('True')
    expect(readdirSync(folder).toSorted()).toEqual(['docker-compose.yml', 'web'])
  })
})
