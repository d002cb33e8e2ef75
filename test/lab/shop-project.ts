import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '../live/server.ts'
import type { Engine } from './engine.ts'

const compose = `version: "2.4"
services:
  cache:
    image: redis:7.2
    volumes:
      - ./lab:/lab:ro
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

/** A web application and its cache, running as their operator started them: nothing is hardened. */
export interface Shop {
  readonly folder: string
  /** For calls that are about it. */
  readonly env: Readonly<Record<string, string>>
  /** Whether the application is well, by its own health check. */
  readonly health: () => string
  /** What a program with the client library prints in the application's container, or the last line of its trouble. */
  readonly python: (text: string) => string
  /** What a client there learns from a server. */
  readonly ping: (url: string) => string
  /** What a command of the shell gives in the container of the cache. */
  readonly inCache: (command: string, input?: string) => string
  /** Every file of the deployment. */
  readonly texts: () => ReadonlyMap<string, string>
  /** Whether the network of the project has no way out; what it says of one that is not there. */
  readonly isInternal: (network: string) => string
  readonly stop: () => void
}

/** The images have to be there (`importShop`). `more`: files beside those of every shop; one of the same name takes its place. */
export async function startShop(engine: Engine, called = 'shop', more: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const folder = join(engine.folder, called)
  for (const name of ['web', 'lab']) mkdirSync(join(folder, name), { recursive: true })
  const files = { 'docker-compose.yml': compose, 'web/web.py': web, 'web/check.py': check, ...more }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const project = (...words: readonly string[]): string =>
    engine.run('docker-compose', ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml'), ...words])
  project('up', '--detach')
  const env = { ...(process.env as Record<string, string>), DOCKER_HOST: engine.host }
  const container = (service: string): string =>
    engine.run('docker', ['ps', '--quiet', '--filter', `label=com.docker.compose.service=${service}`]).trim()
  const python = (text: string): string => {
    const done = spawnSync('docker', ['exec', container('web'), 'python3', '-c', `import os, redis\n${text}`], { env, encoding: 'utf8' })
    return done.stdout.trim() || (done.stderr.trim().split('\n').at(-1) ?? '')
  }
  const shop: Shop = {
    folder,
    env,
    health: () => engine.run('docker', ['inspect', '--format', '{{.State.Health.Status}}', container('web')]).trim(),
    python,
    ping: (url) => python(`print(redis.Redis.from_url(${JSON.stringify(url)}).ping())`),
    inCache(command, input = '') {
      const done = spawnSync('docker', ['exec', '--interactive', container('cache'), '/bin/busybox', 'sh', '-c', command], {
        env,
        input,
        encoding: 'utf8',
      })
      if (done.status !== 0) throw new Error(done.stderr)
      return done.stdout
    },
    texts() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
      return new Map(files.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
    },
    isInternal(network) {
      const done = spawnSync('docker', ['network', 'inspect', '--format', '{{.Internal}}', `${called}_${network}`], { env, encoding: 'utf8' })
      return done.status === 0 ? done.stdout.trim() : 'not there'
    },
    stop: () => void project('down', '--volumes', '--timeout', '1'),
  }
  await eventually(() => {
    if (shop.health() !== 'healthy') throw new Error('the application does not come up')
  })
  return shop
}
