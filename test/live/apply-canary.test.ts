import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../../src/model/statement.ts'
import { call } from '../in-process.ts'
import { madeSecrets, watchChildren } from '../lab/children.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import type { Shop } from '../lab/shop-project.ts'
import { startShop } from '../lab/shop-project.ts'
import { importShop, shopPrograms } from '../lab/shop.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const dockerd = shopPrograms === undefined ? undefined : program('/usr/sbin/dockerd')

/** What stands in the files before, and stays. */
const planted = ['master', 'mail', 'token'].map((name) => `${name}-${randomBytes(16).toString('hex')}`)
const [master, mail, token] = planted as [string, string, string]

/** A server and its client with a password that everybody guesses: in a mounted settings file and in an address. */
const files = {
  'docker-compose.yml': `version: "2.4"
services:
  sessions:
    image: redis:7.2
    command: ["redis-server", "/etc/redis/redis.conf"]
    volumes:
      - ./sessions.conf:/etc/redis/redis.conf:ro
  web:
    image: shop-web:1
    command: ["python3", "-u", "/srv/web.py"]
    stop_grace_period: 0s
    env_file: [web.env]
    environment:
      REDIS_URL: redis://:changeme@sessions:6379/0
      MAIL_URL: smtp://u:\${MAIL_PASSWORD}@mail.example.org
    volumes:
      - ./web:/srv:ro
    healthcheck:
      test: ["CMD", "python3", "/srv/check.py"]
      interval: 1s
      timeout: 10s
      retries: 3
    depends_on:
      - sessions
`,
  'sessions.conf': `dir /data\nrequirepass changeme\nmasterauth ${master}\n`,
  '.env': `MAIL_PASSWORD=${mail}\n`,
  'web.env': `API_TOKEN=${token}\n`,
}

describe.skipIf(isMissing(dockerd))(`secrets of a deployment that harden --apply changes${reason(dockerd)}`, () => {
  let engine: Engine
  let shop: Shop
  beforeAll(async () => {
    engine = await startEngine()
    importShop(engine)
    shop = await startShop(engine, 'board', files)
    chmodSync(engine.folder, 0o711)
  }, 240_000)
  afterAll(async () => {
    shop.stop()
    await engine.stop()
  }, 120_000)

  it('are handed to no program and shown nowhere, there and back, and nobody else can read the new ones', { timeout: 600_000 }, async () => {
    const { folder, env, health, python } = shop
    const [state, file] = [join(engine.folder, 'state'), join(engine.folder, 'statement.json')]
    const harden = (...words: readonly string[]) => call(['harden', folder, '--state', state, '--yes', ...words], folder, env)
    const weak = shop.texts()
    const watch = watchChildren()
    const applied = await harden('--apply', '--only', 'secrets', '--format', 'json', '--output', file).finally(watch.stop)
    const statement = JSON.parse(readFileSync(file, 'utf8')) as Statement
    expect(`${applied.exit} ${statement.why} ${applied.stderr}`).toMatch(/^0 null /)
    expect(health()).toBe('healthy')

    const made = madeSecrets(weak, shop.texts())
    expect(made).toHaveLength(1)
    const told = (words: ReturnType<typeof watchChildren>): readonly string[] => [
      ...words.started,
      ...words.listed,
      ...filesIn(state).flatMap((path) => (path.includes('/objects/') ? [] : [readFileSync(path, 'latin1')])),
      readFileSync(file, 'utf8'),
      applied.stdout,
      applied.stderr,
      commandLines(engine),
    ]
    const shownIn = (texts: readonly string[]): readonly string[] =>
      [...planted, ...made].filter((value) => texts.some((text) => text.includes(value)))
    expect(shownIn(told(watch))).toEqual([])
    // it was looked at what there was
    expect(watch.started.filter((text) => /force-recreate.*DOCKER_HOST/.test(text))).not.toEqual([])
    expect(commandLines(engine)).toContain('redis-server')
    expect(filesIn(state).map((path) => statSync(path).mode & 0o077)).toEqual(filesIn(state).map(() => 0))

    // the server reads its file as who it runs as, and another user of this machine does not come to it
    expect(python('print(redis.Redis.from_url(os.environ["REDIS_URL"]).set("a", "b"))')).toBe('True')
    const closed = join(folder, 'ringwall/closed/sessions.conf')
    expect(made.some((value) => readFileSync(closed, 'utf8').includes(value))).toBe(true)
    expect(engine.run('docker', ['top', container(engine, 'sessions'), '-o', 'uid,pid']).split('\n')[1]).toMatch(/^\s*999\s/)
    const asNobody = (path: string): boolean =>
      spawnSync('/usr/bin/setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'cat', path], { cwd: '/' }).status === 0
    expect([asNobody(join(folder, 'docker-compose.yml')), asNobody(closed)]).toEqual([true, false])
    const others = filesIn(folder).filter((path) => made.some((value) => readFileSync(path, 'latin1').includes(value)) && asNobody(path))
    expect(others).toEqual([])

    const watchBack = watchChildren()
    const back = await harden('--rollback').finally(watchBack.stop)
    expect(back.exit).toBe(0)
    expect(shownIn([...told(watchBack), back.stdout, back.stderr])).toEqual([])
    expect(shop.texts()).toEqual(weak)
    await eventually(() => expect(health()).toBe('healthy'))

    // whoever hands one to a program is seen
    const caught = watchChildren()
    spawnSync('/bin/true', [made[0]!])
    spawnSync('/bin/true', [], { env: { TOKEN: token } })
    caught.stop()
    expect(shownIn(caught.started)).toEqual([token, made[0]])
  })
})

/** Command lines and health checks of all containers: every user of the machine sees them in the process list. */
function commandLines(engine: Engine): string {
  const ids = engine.run('docker', ['ps', '--all', '--quiet']).trim().split('\n')
  return engine.run('docker', ['inspect', '--format', '{{json .Path}} {{json .Args}} {{json .Config.Healthcheck}}', ...ids])
}

function container(engine: Engine, service: string): string {
  return engine.run('docker', ['ps', '--quiet', '--filter', `label=com.docker.compose.service=${service}`]).trim()
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}
