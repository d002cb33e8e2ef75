import type { ChildProcess } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownFolder } from '../../src/model/own-files.ts'
import type { Phase } from '../../src/model/remedy.ts'
import type { Built, Place, Ways } from './hardened.ts'
import { isWell, placeOf, ways } from './hardened.ts'
import { networking } from './networks.ts'
import type { OneNetwork } from './one-network.ts'
import { oneNetwork } from './one-network.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const redis = program('/usr/bin/redis-server')
const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const libraries = program('/usr/lib/python3/dist-packages/psycopg2/__init__.py')
const celery = program('/usr/lib/python3/dist-packages/celery/__init__.py')
const installed = redis === undefined || libraries === undefined || celery === undefined || networking === undefined ? undefined : postgres

/** As the images' own users. */
const server = 999
const client = 65_534

const compose = `services:
  app:
    image: python:3.12
    command: python -m app
    environment:
      REDIS_URL: redis://redis:6379/0
      DATABASE_URL: postgresql://app:\${DB_PASSWORD}@db:5432/app
  redis:
    image: redis:7.2
  db:
    image: postgres:15
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: \${DB_PASSWORD}
      POSTGRES_DB: app
`
const password = 'Of-The-Old-Days-1'

const useRedis = `import os, redis
r = redis.Redis.from_url(os.environ['REDIS_URL'], socket_connect_timeout=5, socket_timeout=5)
r.set('key', 'value')
print(r.get('key').decode())
`
// the broker's and the result backend's ends of Celery, which read the address each in its own way
const useCelery = `import os, kombu, celery
kombu.Connection(os.environ['REDIS_URL']).ensure_connection(max_retries=1, interval_start=0, timeout=10)
a = celery.Celery(backend=os.environ['REDIS_URL'])
a.backend.set('key', 'celery')
print(a.backend.get('key').decode())
`
const usePostgres = `import os, psycopg2
c = psycopg2.connect(os.environ['DATABASE_URL'], connect_timeout=5)
k = c.cursor()
k.execute('select ssl, version from pg_stat_ssl where pid = pg_backend_pid()')
print('tls' if k.fetchone()[0] else 'plain')
`

describe.skipIf(isMissing(installed))(`app->redis and app->postgres, hardened${reason(installed)}`, () => {
  let net: OneNetwork
  let all: Ways
  let data: string
  const running: ChildProcess[] = []

  beforeAll(async () => {
    net = oneNetwork('redis', 'db', 'app')
    all = await ways({ 'compose.yaml': compose, '.env': `DB_PASSWORD=${password}\n` }, ['channels', 'containers'])
    data = mkdtempSync(join(tmpdir(), 'ringwall-pg-'))
    chownSync(data, server, server)
  }, 120_000)

  afterAll(async () => {
    await stopped()
    net.stop()
    all.stop()
    rmSync(data, { recursive: true, force: true })
    try {
      rmdirSync(ownFolder)
    } catch {
      // it is somebody's
    }
  })

  async function stopped(): Promise<void> {
    await Promise.all(
      running.splice(0).map(async (child) => {
        const gone = new Promise((resolve) => child.once('exit', resolve))
        if (child.exitCode === null && child.kill('SIGTERM')) await gone
      }),
    )
  }

  function place(name: string, built: Built, user: number): Place {
    return placeOf(net, name, built, user, {
      redis: net.addressOf('redis'),
      db: net.addressOf('db'),
      cousin: net.addressOf('redis'),
      uncle: net.addressOf('db'),
    })
  }

  /** Both servers as the files of a phase start them, with what their images add. */
  async function serve(phase: 'weak' | Phase): Promise<Place> {
    await stopped()
    const built = all.of(phase)
    const words = (name: string): readonly string[] => built.component(name).command?.map(({ value }) => value) ?? []
    // the image is built with protected mode off (docker-library/redis, Dockerfile)
    running.push(
      place('redis', built, server).start(['redis-server', ...words('redis').slice(1), '--protected-mode', 'no', '--save', '', '--dir', '/tmp']),
    )
    const db = place('db', built, server)
    const bin = postgres!.replace(/postgres$/, '')
    if (phase === 'weak') {
      const file = join(data, 'password')
      writeFileSync(file, password, { mode: 0o644 })
      const made = db.run([
        `${bin}initdb`,
        '-D',
        join(data, 'db'),
        '-U',
        'app',
        `--pwfile=${file}`,
        '--auth-host=scram-sha-256',
        '--no-sync',
        '--locale=C',
        '--encoding=UTF8',
      ])
      if (made.status !== 0) throw new Error(made.output)
      // what the entry script adds (docker-entrypoint.sh)
      writeFileSync(join(data, 'db', 'pg_hba.conf'), `${readFileSync(join(data, 'db', 'pg_hba.conf'), 'utf8')}\nhost all all all scram-sha-256\n`)
    }
    const fixed = ['listen_addresses=*', `unix_socket_directories=${data}`, 'fsync=off'].flatMap((each) => ['-c', each])
    running.push(db.start([`${bin}postgres`, '-D', join(data, 'db'), ...fixed, ...words('db').slice(1)]))
    if (phase === 'weak') {
      const psql = ['psql', '-h', data, '-U', 'app', '-d', 'postgres', '-c', 'create database app']
      await eventually(() => {
        const done = db.run(psql)
        if (done.status !== 0) throw new Error(done.output)
      })
    }
    const app = place('app', built, client)
    await eventually(() => {
      for (const script of [useRedis, usePostgres]) {
        const said = python(app, script)
        if (said.status !== 0) throw new Error(said.output)
      }
    })
    return app
  }

  function python(app: Place, script: string, env: Readonly<Record<string, string>> = {}): ReturnType<Place['run']> {
    return app.run(['/usr/bin/python3', '-'], { env, input: script })
  }

  const old = { REDIS_URL: 'redis://redis:6379/0', DATABASE_URL: `postgresql://app:${password}@db:5432/app` }

  it('works before', { timeout: 120_000 }, async () => {
    const app = await serve('weak')
    expect(python(app, useRedis).output).toBe('value\n')
    expect(python(app, usePostgres).output).toBe('plain\n')
  })

  it('serves the old client and the new one after accept', { timeout: 120_000 }, async () => {
    const app = await serve('accept')
    expect(python(app, useRedis, old).output).toBe('value\n')
    expect(python(app, usePostgres, old).status).toBe(0)
    const next = place('app', all.of('switch'), client)
    expect(python(next, useRedis).output).toBe('value\n')
    expect(python(next, usePostgres).output).toBe('tls\n')
  })

  it('serves the client that has switched, and still the old one', { timeout: 120_000 }, async () => {
    const app = await serve('switch')
    expect(python(app, usePostgres).output).toBe('tls\n')
    expect(python(app, useRedis, old).output).toBe('value\n')
  })

  describe('once it is closed', () => {
    let app: Place
    let now: { readonly redis: string; readonly db: string }
    let foreign: string
    beforeAll(async () => {
      app = await serve('close')
      const { env } = all.of('close').component('app')
      now = { redis: env.get('REDIS_URL')!.value, db: env.get('DATABASE_URL')!.value }
      foreign = join(data, 'foreign.crt')
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-subj',
          '/CN=foreign',
          '-days',
          '2',
          '-keyout',
          '/dev/null',
          '-out',
          foreign,
        ],
        { stdio: 'ignore' },
      )
      cpSync(foreign, `${data}-foreign.crt`)
    }, 120_000)
    afterAll(() => rmSync(`${data}-foreign.crt`, { force: true }))

    it('has both well by their own health checks', () => {
      const built = all.of('close')
      for (const name of ['redis', 'db']) {
        expect(isWell(built, name, place(name, built, server))).toBe(true)
        expect(isWell(built, name, place('app', built, server))).toBe(false)
      }
    })

    it('serves the good client', () => {
      expect(python(app, useRedis).output).toBe('value\n')
      expect(python(app, usePostgres).output).toBe('tls\n')
    })

    const asRedis: readonly (readonly [what: string, url: (now: string) => string, why: RegExp])[] = [
      ['plaintext on the old port', () => old.REDIS_URL, /refused/],
      [
        'plaintext on the new port',
        (url) => url.replace('rediss:', 'redis:').replace(/\?.*/, ''),
        /Connection (?:closed|reset)|Error while reading|Protocol/i,
      ],
      ['a wrong password', (url) => url.replace(/(:\/\/[^:]*:)[^@]*/, '$1wrong'), /WRONGPASS|invalid username-password/],
      ['no password', (url) => url.replace(/:\/\/[^@]*@/, '://'), /Authentication required|NOAUTH/],
      ['a foreign authority', (url) => url.replace(/ssl_ca_certs=[^&]*/, `ssl_ca_certs=${'FOREIGN'}`), /certificate verify failed/],
      ['a wrong name', (url) => url.replace('@redis:', '@cousin:'), /Hostname mismatch|not valid for 'cousin'/],
    ]
    it.each(asRedis)('redis: %s is refused', (_what, url, why) => {
      const said = python(app, useRedis, { REDIS_URL: url(now.redis).replace('FOREIGN', `${data}-foreign.crt`) })
      expect(said.output).toMatch(why)
      expect(said.status).not.toBe(0)
      expect(python(app, useRedis).output).toBe('value\n')
    })

    const asPostgres: readonly (readonly [what: string, url: (now: string) => string, why: RegExp])[] = [
      ['plaintext', (url) => url.replace('sslmode=verify-full', 'sslmode=disable'), /no pg_hba\.conf entry.*no encryption/s],
      ['a wrong password', (url) => url.replace(/(:\/\/[^:]*:)[^@]*/, '$1wrong'), /password authentication failed/],
      ['no password', (url) => url.replace(/(:\/\/[^:]*):[^@]*/, '$1'), /no password supplied/],
      ['a foreign authority', (url) => url.replace(/sslrootcert=[^&]*/, 'sslrootcert=FOREIGN'), /certificate verify failed/],
      ['a wrong name', (url) => url.replace('@db:', '@uncle:'), /does not match host name "uncle"/],
    ]
    it.each(asPostgres)('postgres: %s is refused', (_what, url, why) => {
      const said = python(app, usePostgres, { DATABASE_URL: url(now.db).replace('FOREIGN', `${data}-foreign.crt`) })
      expect(said.output).toMatch(why)
      expect(said.status).not.toBe(0)
      expect(python(app, usePostgres).output).toBe('tls\n')
    })

    it('celery: broker and results work, and both refuse a wrong name', () => {
      expect(python(app, useCelery).output).toBe('celery\n')
      const env = { REDIS_URL: now.redis.replace('@redis:', '@cousin:') }
      for (const without of ['kombu.Connection', 'a.']) {
        const script = useCelery.split('\n').filter((line) => !line.startsWith(without) && !(without === 'a.' && line.startsWith('print(a.')))
        const said = python(app, script.join('\n'), env)
        expect(said.status).not.toBe(0)
        expect(said.output).toMatch(/Hostname mismatch|not valid for 'cousin'/)
      }
    })

    it('redis: the account of the client cannot administer the server', () => {
      const said = python(app, useRedis.replace("r.set('key', 'value')", "r.config_set('dir', '/tmp')"))
      expect(said.output).toMatch(/NOPERM|no permissions/)
    })
  })
})
