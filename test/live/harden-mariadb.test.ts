import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phase } from '../../src/model/remedy.ts'
import type { Place } from './hardened.ts'
import { isWell } from './hardened.ts'
import type { Loop } from './loop.ts'
import { loop, served } from './loop.ts'
import { foreignAuthority } from './foreign-authority.ts'
import { networking } from './networks.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const maria = program('/usr/sbin/mariadbd')
const libraries = program('/usr/lib/python3/dist-packages/pymysql/__init__.py')
const alchemy = program('/usr/lib/python3/dist-packages/sqlalchemy/__init__.py')
const installed = libraries === undefined || alchemy === undefined || networking === undefined ? undefined : maria

/** As the image's own user. */
const server = 999

const compose = `services:
  app:
    image: python:3.12
    command: python -m app
    environment:
      DATABASE_URL: mysql+pymysql://root@db/app
  db:
    image: mariadb:10.11
    environment:
      MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: "1"
      MARIADB_DATABASE: app
`
const old = { DATABASE_URL: 'mysql+pymysql://root@db/app' }

function plaintext(url: string): { readonly DATABASE_URL: string } {
  return { DATABASE_URL: url.replace(/\?.*/, '') }
}

const use = `import os, sqlalchemy
with sqlalchemy.create_engine(os.environ['DATABASE_URL'], connect_args={'connect_timeout': 5}).connect() as c:
    c.execute('create table if not exists t (n int)')
    print('tls' if c.execute("show status like 'Ssl_version'").fetchone()[1] else 'plain')
`

describe.skipIf(isMissing(installed))(`app->mariadb, hardened${reason(installed)}`, () => {
  let pair: Loop
  beforeAll(async () => {
    pair = await loop('db', () => ({ 'compose.yaml': compose }), server, ['channels', 'containers'])
  }, 120_000)
  afterAll(async () => {
    await pair.stop()
  })

  /** The server as the files of a phase start it; its data folder is that of before. */
  async function serve(phase: 'weak' | Phase): Promise<Place> {
    const { data } = pair
    const db = pair.place('db', phase, server)
    const options = phase === 'weak' ? '--no-defaults' : '--defaults-file=/etc/ringwall/ringwall.cnf'
    const small = ['--innodb-buffer-pool-size=8M', '--innodb-flush-log-at-trx-commit=0', '--skip-log-bin']
    const own = [`--datadir=${data}/db`, `--socket=${data}/s`, `--pid-file=${data}/pid`, ...small]
    if (phase === 'weak') install(db, '--no-defaults', join(data, 'db'))
    await pair.next(() => db.start([maria!, options, ...own]))
    if (phase === 'weak')
      // what the entry script makes (docker-entrypoint.sh)
      await eventually(() => {
        const statements = "create user if not exists root@'%'; grant all on *.* to root@'%' with grant option; create database if not exists app"
        const done = db.run(['mariadb', `--socket=${data}/s`, '-u', 'root', '-e', statements])
        if (done.status !== 0) throw new Error(done.output)
      })
    const app = pair.place('app', phase, 65_534)
    await served(() => python(app))
    return app
  }

  /** As the entry script does. */
  function install(db: Place, defaults: string, folder: string): ReturnType<Place['run']> {
    return db.run(['mariadb-install-db', defaults, `--datadir=${folder}`, '--auth-root-authentication-method=normal', '--skip-test-db'])
  }

  function python(app: Place, env: Readonly<Record<string, string>> = {}): ReturnType<Place['run']> {
    return app.run(['/usr/bin/python3', '-'], { env, input: use })
  }

  it('works before', { timeout: 120_000 }, async () => {
    expect(python(await serve('weak')).output).toBe('plain\n')
  })

  it('serves the old client and the new one after accept', { timeout: 120_000 }, async () => {
    const app = await serve('accept')
    expect(python(app, old).output).toBe('plain\n')
    const next = pair.place('app', 'switch', 65_534)
    expect(python(next).output).toBe('tls\n')
    // the account that is refused in plaintext later on
    expect(python(next, plaintext(pair.all.of('switch').component('app').env.get('DATABASE_URL')!.value)).output).toBe('plain\n')
  })

  it('makes a new data folder with the hardened files', { timeout: 120_000 }, () => {
    const made = install(pair.place('db', 'close', server), '--defaults-file=/etc/ringwall/ringwall.cnf', join(pair.data, 'fresh'))
    expect(made.output).not.toContain('ERROR')
    expect(made.status).toBe(0)
  })

  describe('once it is closed', () => {
    let app: Place
    let now: string
    beforeAll(async () => {
      app = await serve('close')
      now = pair.all.of('close').component('app').env.get('DATABASE_URL')!.value
    }, 120_000)

    it('is well by its own health check', () => {
      const built = pair.all.of('close')
      expect(isWell(built, 'db', pair.place('db', 'close', server))).toBe(true)
      expect(isWell(built, 'db', pair.place('app', 'close', server))).toBe(false)
    })

    it('serves the good client', () => {
      expect(python(app).output).toBe('tls\n')
    })

    it('lets the account of the client use its database, and administer nothing', () => {
      const denied = [
        'create user mallory@localhost',
        'create database other',
        'select * from mysql.global_priv',
        "select 1 into outfile '/tmp/x'",
        'set global read_only = 1',
      ]
      const script = `import os, sqlalchemy, sqlalchemy.exc
with sqlalchemy.create_engine(os.environ['DATABASE_URL'], connect_args={'connect_timeout': 5}).connect() as c:
    for one in ['create table other (n int)', 'alter table other add m int', 'drop table other'] + ${JSON.stringify(denied)}:
        try:
            c.execute(one)
            print('done')
        except sqlalchemy.exc.OperationalError as error: print(error.orig.args[0])
        except sqlalchemy.exc.ProgrammingError as error: print(error.orig.args[0])
`
      const said = app.run(['/usr/bin/python3', '-'], { input: script }).output.trim().split('\n')
      // the server's numbers for a right that is missing: of the server, in a database, to a table
      expect(said).toEqual(['done', 'done', 'done', '1227', '1044', '1142', '1227', '1227'])
    })

    const refused: readonly (readonly [what: string, url: (now: string) => string, why: RegExp])[] = [
      ['plaintext', (url) => plaintext(url).DATABASE_URL, /insecure transport are prohibited|Access denied/],
      ['a wrong password', (url) => url.replace(/(:\/\/[^:]*:)[^@]*/, '$1wrong'), /Access denied/],
      ['no password', (url) => url.replace(/(:\/\/[^:]*):[^@]*/, '$1'), /Access denied/],
      ['the account of before', (url) => url.replace(/:\/\/[^@]*@/, '://root@'), /Access denied|account is locked/],
      ['a foreign authority', (url) => url.replace(/ssl_ca=[^&]*/, 'ssl_ca=FOREIGN'), /certificate verify failed/],
      ['a wrong name', (url) => url.replace('@db:', '@cousin:'), /Hostname mismatch|not valid for 'cousin'/],
    ]
    it.each(refused)('%s is refused', (_what, url, why) => {
      const said = python(app, { DATABASE_URL: url(now).replace('FOREIGN', foreignAuthority()) })
      expect(said.output).toMatch(why)
      expect(said.status).not.toBe(0)
      expect(python(app).output).toBe('tls\n')
    })
  })
})
