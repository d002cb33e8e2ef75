import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchChildren } from '../lab/children.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import type { RotatedShop } from '../lab/rotated-shop.ts'
import { oldValues, startRotatedShop } from '../lab/rotated-shop.ts'
import type { Said } from '../in-process.ts'
import { call, project } from '../in-process.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const isThere = ['/usr/sbin/mariadbd', '/usr/sbin/slapd', '/usr/bin/redis-server', '/usr/bin/ldapwhoami'].every((path) => existsSync(path))
const psql = isThere ? program('/usr/lib/postgresql/*/bin/psql') : undefined
const dockerd = psql === undefined ? undefined : program('/usr/sbin/dockerd', '/usr/bin/dockerd')
const names = 'db-postgres-password,cache-requirepass,sql-mysql-password,directory-userpassword'
const files = ['docker-compose.yml', '.env', 'people.ldif']

describe.skipIf(isMissing(dockerd))(`secrets of a project that runs${reason(dockerd)}`, () => {
  let engine: Engine
  let shop: RotatedShop
  beforeAll(async () => {
    engine = await startEngine()
    shop = await startRotatedShop(engine)
  }, 240_000)
  afterAll(async () => {
    shop.stop()
    await engine.stop()
  }, 120_000)

  const onRunning = (): readonly string[] => ['--yes', '--state', join(engine.folder, 'state')]
  const ringwall = (...words: readonly string[]): Promise<Said> => call([...words, ...onRunning()], shop.folder, shop.env)
  const texts = (): readonly string[] => files.map(shop.read)

  /** Asks each server as the application's account, in the application's container; the values go there on standard input. */
  function letsIn(values: typeof oldValues): Readonly<Record<string, boolean>> {
    const script = `read db; read cache; read sql; read directory; printf %s "$directory" > /tmp/other
      PGPASSWORD=$db ${psql} -h db -U shop -c 'select 1' postgres > /tmp/1 2>&1; a=$?
      REDISCLI_AUTH=$cache redis-cli -e -h cache ping > /tmp/1 2>&1; b=$?
      MYSQL_PWD=$sql mariadb --skip-ssl -h sql -u shop -e 'select 1' > /tmp/1 2>&1; c=$?
      ldapwhoami -x -H ldap://directory -D cn=reader,dc=shop,dc=example -y /tmp/other > /tmp/1 2>&1; d=$?
      echo "$a $b $c $d"`
    const input = `${[values.db, values.cache, values.sql, values.directory].join('\n')}\n`
    const done = spawnSync('docker', ['exec', '--interactive', shop.idOf('web'), 'sh', '-c', script], { env: shop.env, input, encoding: 'utf8' })
    const codes = done.stdout.trim().split(' ')
    return Object.fromEntries(['db', 'cache', 'sql', 'directory'].map((name, index) => [name, codes[index] === '0']))
  }
  const all = { db: true, cache: true, sql: true, directory: true }
  const none = { db: false, cache: false, sql: false, directory: false }

  /** The values of the files, by server. */
  function valuesNow(): typeof oldValues {
    const [composed = '', env = '', people = ''] = texts()
    const variable = (name: string): string => new RegExp(`^${name}=(.+)$`, 'm').exec(env)?.[1] ?? ''
    const cache = /requirepass", "([^"]+)"/.exec(composed)?.[1] ?? ''
    const named = /^\$\{(\w+)\}$/.exec(cache)?.[1]
    return {
      db: variable('DB_PASSWORD'),
      sql: variable('SQL_PASSWORD'),
      cache: named === undefined ? cache : variable(named),
      directory: /^userPassword: (.+)$/m.exec(people)?.[1] ?? '',
    }
  }

  /** The application goes on asking until each server has let it in once more. */
  async function well(): Promise<Readonly<Record<string, readonly string[]>>> {
    const answers: Record<string, string[]> = { cache: [], db: [], sql: [], directory: [] }
    await eventually(() => {
      for (const [name, more] of Object.entries(shop.asked())) answers[name]?.push(...more)
      for (const [name, own] of Object.entries(answers)) if (own.at(-1) !== 'ok') throw new Error(`${name} lets nobody in`)
    })
    return answers
  }

  it('go back where the program is killed between two stages', { timeout: 600_000 }, async () => {
    const before = texts()
    const words = ['secrets', 'rotate', names, shop.folder, '--apply', ...onRunning()]
    const child = spawn(process.execPath, ['--require', join(project, 'test/lab/killed-at.cjs'), join(project, 'dist/cli.js'), ...words], {
      env: { ...shop.env, TEST_KILLED_AT: JSON.stringify(['"event":"told"', '"stage":1']) },
      stdio: 'ignore',
    })
    expect(await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))).toBe('SIGKILL')
    // every server takes the new one by now, and two of them the old one too
    expect([letsIn(valuesNow()), letsIn(oldValues)]).toEqual([all, { ...none, cache: true, directory: true }])
    expect((await call(['harden', shop.folder, '--status', '--state', join(engine.folder, 'state')], shop.folder, shop.env)).exit).toBe(7)
    const made = valuesNow()
    const back = await ringwall('harden', shop.folder, '--rollback')
    expect(back).toMatchObject({ exit: 1, stdout: expect.stringContaining('Everything went back') as string })
    expect(texts()).toEqual(before)
    expect([letsIn(oldValues), letsIn(made)]).toEqual([all, none])
    await well()
  })

  it('rotate while the application asks, and go back when it is asked for', { timeout: 600_000 }, async () => {
    await well()
    const before = texts()
    const pass = join(engine.folder, 'pgpass')
    writeFileSync(pass, `*:*:*:*:${oldValues.db}\n`, { mode: 0o600 })
    const session = spawn(psql!, ['-h', shop.addressOf('db'), '-U', 'shop', '-At', 'postgres'], {
      env: { PGPASSFILE: pass },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const heard: string[] = []
    session.stdout.setEncoding('utf8').on('data', (text: string) => heard.push(text))
    session.stdin.write("select 'first';\n")
    await eventually(() => expect(heard.join('')).toContain('first'))
    const watch = watchChildren()
    const said = await ringwall('secrets', 'rotate', names, shop.folder, '--apply', '--format', 'json')
    watch.stop()
    expect({ exit: said.exit, outcome: said.exit === 0 ? (JSON.parse(said.stdout) as { outcome: string }).outcome : said.stderr }).toEqual({
      exit: 0,
      outcome: 'rotated',
    })
    const answers = await well()
    // both are taken for a time: nobody was ever turned away
    expect([...answers['cache']!, ...answers['directory']!].filter((each) => each !== 'ok')).toEqual([])
    // one password for an account: until the application was started anew, and never again
    for (const name of ['db', 'sql']) expect(answers[name]!.join(' ')).toMatch(/^(?:ok )+(?:failed )*(?:ok ?)+$/)
    session.stdin.end("select 'last';\n")
    await eventually(() => expect(heard.join('')).toContain('last'))
    const made = valuesNow()
    expect([letsIn(made), letsIn(oldValues)]).toEqual([all, none])
    // no value, old or new, is anywhere but in files of their owner
    const values = [...Object.values(oldValues), ...Object.values(made)]
    const runs = join(engine.folder, 'state', readdirSync(join(engine.folder, 'state'))[0]!, 'runs')
    const journals = readdirSync(runs).map((number) => readFileSync(join(runs, number, 'journal'), 'utf8'))
    const own = [...watch.listed].filter((line) => !line.includes('redis-server'))
    for (const text of [said.stdout, said.stderr, ...journals, ...watch.started]) expect(values.filter((value) => text.includes(value))).toEqual([])
    expect(values.filter((value) => value !== oldValues.cache && own.some((line) => line.includes(value)))).toEqual([])
    expect(statSync(join(shop.folder, '.env')).mode & 0o007).toBe(0)
    const back = await ringwall('harden', shop.folder, '--rollback')
    expect(back).toMatchObject({ exit: 0 })
    expect(texts()).toEqual(before)
    expect([letsIn(oldValues), letsIn(made)]).toEqual([all, none])
    await well()
  })
})
