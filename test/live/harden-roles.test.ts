import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phase } from '../../src/model/remedy.ts'
import type { Place } from './hardened.ts'
import type { Loop } from './loop.ts'
import { loop } from './loop.ts'
import { networking } from './networks.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const libraries = program('/usr/lib/python3/dist-packages/psycopg2/__init__.py')
const installed = libraries === undefined || networking === undefined ? undefined : postgres

/** As the image's own user. */
const server = 999
const password = 'Of-The-Old-Days-1'

/** Two clients of the administrator's account: `app` and `jobs` share a database, `report` has one of its own. */
const compose = `services:
  app:
    image: python:3.12
    command: python -m app
    environment:
      DATABASE_URL: postgresql://shop:\${DB_PASSWORD}@db:5432/shop
  jobs:
    image: python:3.12
    command: python -m jobs
    environment:
      DATABASE_URL: postgresql://shop:\${DB_PASSWORD}@db:5432/shop
  report:
    image: python:3.12
    command: python -m report
    environment:
      DATABASE_URL: postgresql://shop:\${DB_PASSWORD}@db:5432/reports
  db:
    image: postgres:15
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: \${DB_PASSWORD}
      POSTGRES_DB: shop
`

/** What there is before anything is hardened: of the application, of an extension, and of somebody else who logs in. */
const before = `
CREATE TABLE orders (id serial PRIMARY KEY, what text);
INSERT INTO orders (what) VALUES ('old');
CREATE VIEW latest AS SELECT * FROM orders;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM orders;
CREATE TYPE state AS ENUM ('open');
CREATE DOMAIN name_of AS text;
CREATE SCHEMA "Own Things";
CREATE TABLE "Own Things"."Odd Table" (state state);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE all_of(int) (SFUNC = int4pl, STYPE = int);
SELECT lo_create(4711);
CREATE EXTENSION pg_trgm;
CREATE ROLE auditor LOGIN PASSWORD 'Of-The-Auditor-1';
GRANT SELECT ON orders TO auditor;
`

/** Says what came of each text, one on a line: the value that it ends with, or the server's own words. */
const run = `import os, sys, json, psycopg2
c = psycopg2.connect(os.environ['DATABASE_URL'], connect_timeout=5)
c.autocommit = True
for text in json.load(sys.stdin):
    k = c.cursor()
    try:
        for one in text.split(';'):
            if one.strip(): k.execute(one)
        print(k.fetchone()[0] if k.description else 'done')
    except psycopg2.Error as e:
        print(str(e).split(chr(10))[0])
`

describe.skipIf(isMissing(installed))(`roles of PostgreSQL, each with its own rights${reason(installed)}`, () => {
  let pair: Loop
  let db: Place
  beforeAll(async () => {
    pair = await loop('db', () => ({ 'compose.yaml': compose, '.env': `DB_PASSWORD=${password}\n` }), server, ['roles'])
    db = await started()
    for (const [database, text] of [
      ['shop', before],
      ['shop', 'CREATE DATABASE reports'],
      ['reports', 'CREATE TABLE figures (n int); INSERT INTO figures VALUES (7)'],
    ] as const) {
      const done = admin(database, text)
      if (done.status !== 0) throw new Error(done.output)
    }
  }, 120_000)
  afterAll(async () => {
    await pair.stop()
  })

  async function started(): Promise<Place> {
    const { data } = pair
    const place = pair.place('db', 'weak', server)
    const bin = postgres!.replace(/postgres$/, '')
    const file = join(data, 'password')
    writeFileSync(file, password, { mode: 0o644 })
    const auth = ['--auth-host=scram-sha-256', '--auth-local=scram-sha-256', `--pwfile=${file}`]
    const made = place.run([`${bin}initdb`, '-D', `${data}/db`, '-U', 'shop', ...auth, '--no-sync', '--locale=C', '--encoding=UTF8'])
    if (made.status !== 0) throw new Error(made.output)
    // what the entry script adds (docker-entrypoint.sh)
    writeFileSync(`${data}/db/pg_hba.conf`, `${readFileSync(`${data}/db/pg_hba.conf`, 'utf8')}\nhost all all all scram-sha-256\n`)
    const fixed = ['listen_addresses=*', `unix_socket_directories=${data}`, 'fsync=off', 'log_statement=all', `log_directory=${data}`]
    await pair.next(() =>
      place.start([`${bin}postgres`, '-D', `${data}/db`, ...[...fixed, 'logging_collector=on', 'log_filename=log'].flatMap((each) => ['-c', each])]),
    )
    await eventually(() => {
      const done = psql(place, 'postgres', 'CREATE DATABASE shop')
      if (done.status !== 0) throw new Error(done.output)
    })
    return place
  }

  function psql(place: Place, database: string, text: string): ReturnType<Place['run']> {
    const env = { PGPASSWORD: password, PGHOST: pair.data }
    return place.run(['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', 'shop', '-d', database, '-f', '-'], { env, input: text })
  }

  function admin(database: string, text: string): ReturnType<Place['run']> {
    return psql(db, database, text)
  }

  /** The line that the plan gives for a database that is there, as it is run inside of the container. */
  function applied(): ReturnType<Place['run']> {
    const [one] = pair.all.runs
    const inside = pair.place('db', 'accept', 0)
    const line = one!.words.map((word) => word.replace('/docker-entrypoint-initdb.d', join(pair.all.of('accept').folder, 'ringwall/db')))
    return inside.run(line, { env: { PGHOST: pair.data } })
  }

  /** What comes of each text where a client says it, in one session. */
  function as(
    name: string,
    texts: readonly string[],
    phase: 'weak' | Phase = 'switch',
    url: (now: string) => string = (now) => now,
  ): readonly string[] {
    const place = pair.place('app', phase, 65_534)
    const now = pair.all.of(phase).component(name).env.get('DATABASE_URL')!.value
    const said = place.run(['/usr/bin/python3', '-c', run], { env: { DATABASE_URL: url(now) }, input: JSON.stringify(texts) })
    return said.output.trimEnd().split('\n').slice(-texts.length)
  }

  it('serves the clients of before while the roles are made, and after', { timeout: 60_000 }, () => {
    expect(as('app', ['SELECT what FROM orders'], 'accept')).toEqual(['old'])
    expect(applied()).toEqual({ status: 0, output: '' })
    expect(as('app', ['SELECT what FROM orders'], 'accept')).toEqual(['old'])
    expect(as('report', ['SELECT n FROM figures'], 'accept')).toEqual(['7'])
  })

  it('changes nothing when it is run again', () => {
    const tables = ['pg_roles', 'pg_authid', 'pg_db_role_setting', 'pg_auth_members', 'pg_database', 'pg_class'].map(
      (table) => `SELECT * FROM ${table} ORDER BY 1`,
    )
    const state = (): string => admin('shop', tables.join(';')).output
    const once = state()
    expect(once).toContain('shop_owner')
    expect(applied()).toEqual({ status: 0, output: '' })
    expect(state()).toBe(once)
  })

  it('has each client work with what was there, and migrate it', () => {
    const migration = `
      ALTER TABLE orders ADD COLUMN price int; ALTER TABLE "Own Things"."Odd Table" ADD COLUMN n int; DROP VIEW latest; ALTER TYPE state ADD VALUE 'closed';
      REFRESH MATERIALIZED VIEW counted; DROP AGGREGATE all_of(int); DROP PROCEDURE nothing; CREATE OR REPLACE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n + n';
      ALTER DOMAIN name_of ADD CHECK (value <> ''); SELECT lo_unlink(4711); CREATE SCHEMA fresh; CREATE TABLE fresh.t (n int); CREATE EXTENSION hstore;
      INSERT INTO orders (what, price) VALUES ('new', 3); SELECT count(*) FROM orders`
    expect(as('app', ['SELECT current_user', migration])).toEqual(['shop_owner', '2'])
    // what one of them makes, the other uses
    const other = 'INSERT INTO fresh.t VALUES (1); ALTER TABLE fresh.t ADD COLUMN m int; DROP TABLE fresh.t; SELECT count(*) FROM orders'
    expect(as('jobs', [other])).toEqual(['2'])
    expect(as('report', ['INSERT INTO figures VALUES (8); SELECT sum(n) FROM figures'])).toEqual(['15'])
  })

  const administration: readonly (readonly [text: string, why: RegExp])[] = [
    ['CREATE ROLE mallory LOGIN', /^permission denied to create role/],
    ['CREATE DATABASE other', /^permission denied to create database/],
    ['SET ROLE shop', /^permission denied to set role/],
    ["COPY (SELECT 1) TO PROGRAM 'true'", /^(?:permission denied|must be superuser).*COPY to or from an external program/],
    ["SELECT length(pg_read_file('PG_VERSION'))", /^permission denied for function pg_read_file/],
    ['SELECT count(*) FROM pg_authid', /^permission denied for table pg_authid/],
    ["ALTER SYSTEM SET log_statement = 'all'", /^(?:permission denied|must be superuser)/],
    ['CREATE EXTENSION file_fdw', /^permission denied to create extension/],
  ]

  it('lets a client administer nothing, even where it takes back its role', () => {
    for (const more of ['', 'RESET ROLE;', 'SET ROLE NONE;']) {
      const said = as(
        'app',
        administration.map(([text]) => more + text),
      )
      for (const [index, [, why]] of administration.entries()) expect(said[index]).toMatch(why)
    }
    // the same words are the administrator's to say
    const others = as(
      'app',
      administration.slice(3).map(([text]) => text),
      'weak',
    )
    expect(others.map((line) => (/denied|must be/.test(line) ? line : 'done'))).toEqual(['done', 'done', 'done', 'done', 'done'])
  })

  it('keeps each client out of the database of the others', () => {
    const other = (now: string): string => now.replace(/\/(?:shop|reports)$/, (found) => (found === '/shop' ? '/reports' : '/shop'))
    for (const name of ['app', 'report']) expect(as(name, [''], 'switch', other)[0]).toBe('DETAIL:  User does not have CONNECT privilege.')
    expect(as('report', ['SET ROLE shop_owner'])[0]).toMatch(/permission denied to set role/)
    expect(as('app', [''], 'switch', (now) => now.replace(/:[^:@]*@/, ':wrong@'))[0]).toMatch(/password authentication failed/)
  })

  it('leaves who could log in before as they were', () => {
    const login = (now: string): string => now.replace(/\/\/[^@]*@/, '//auditor:Of-The-Auditor-1@')
    expect(as('app', ['SELECT count(*) FROM orders', 'DELETE FROM orders'], 'switch', login)).toEqual(['2', 'permission denied for table orders'])
  })

  it('hands no password to the server that its log would keep', () => {
    const log = readFileSync(`${pair.data}/log`, 'utf8')
    expect(log).toContain('SCRAM-SHA-256$4096:')
    const url = new URL(pair.all.of('switch').component('app').env.get('DATABASE_URL')!.value)
    expect(url.username).toBe('app')
    expect(log).not.toContain(url.password)
  })

  it('makes the databases of a new cluster', () => {
    expect(admin('postgres', 'DROP DATABASE reports; DROP ROLE report; DROP ROLE reports_owner')).toEqual({ status: 0, output: '' })
    expect(applied()).toEqual({ status: 0, output: '' })
    expect(as('report', ['CREATE TABLE figures (n int); SELECT 1'])).toEqual(['1'])
  })
})
