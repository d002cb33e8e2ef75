import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { harden } from './harden-files.ts'
import { call } from './in-process.ts'

const server = `  db:
    image: postgres:15
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: Of-The-Old-Days-1
`
const url = 'postgresql://shop:Of-The-Old-Days-1@db:5432/shop'

function client(name: string, ...env: readonly string[]): string {
  return `  ${name}:\n    image: python:3.12\n    command: python -m app\n    environment:\n${env.map((each) => `      ${each}\n`).join('')}`
}

async function roles(compose: string, more: Readonly<Record<string, string>> = {}, top = '') {
  const hardened = await harden({ 'compose.yaml': `${top}services:\n${compose}`, ...more }, 'roles')
  const again = JSON.parse((await call(['harden', hardened.folder, '--only', 'roles', '--format', 'json'])).stdout) as Hardening
  expect(again.files).toEqual([])
  const open = hardened.plan.open.filter(({ finding }) => finding.control === 'identity/administrator')
  return { ...hardened, left: open.map(({ finding, reason, why }) => `${finding.subject.id} ${reason}: ${why}`) }
}

function logins(script: string): readonly string[] {
  return [...script.matchAll(/^ALTER ROLE "([^"]+)" LOGIN/gm)].map(([, name = '']) => name)
}

describe('programs that log in as the administrator', () => {
  it('get a role each at both ends, and the line for a database that is there', async () => {
    const { plan, read, said, left } = await roles(`${client('web', `DATABASE_URL: ${url}`)}${client('jobs', `DATABASE_URL: ${url}`)}${server}`)
    expect(left).toEqual([])
    expect(plan.closed.map(({ control, subject }) => `${control} ${subject.id}`)).toContain('identity/administrator web->db:5432')
    const [measure] = plan.measures
    expect(measure?.steps.map(({ component, phase }) => `${phase} ${component}`)).toEqual(['accept db', 'switch web', 'switch jobs'])
    expect(measure?.notes.at(-1)).toBe(
      `where db has data already, before its clients change (--apply does it): docker compose exec -T db sh -c 'PGPASSWORD="$POSTGRES_PASSWORD" psql -X -q -U shop -d postgres -f /docker-entrypoint-initdb.d/zz-ringwall-roles.sql'`,
    )
    expect(read('compose.yaml')).toContain('DATABASE_URL: "postgresql://web:${DB_WEB}@db:5432/shop"')
    expect(read('compose.yaml')).toContain('./ringwall/db/zz-ringwall-roles.sql:/docker-entrypoint-initdb.d/zz-ringwall-roles.sql:ro')
    const script = read('ringwall/db/zz-ringwall-roles.sql')
    expect(logins(script)).toEqual(['web', 'jobs'])
    // the passwords are in none of what is run, and in nothing that is shown
    for (const [, password = ''] of read('.env').matchAll(/=(.+)/g)) {
      expect(password.length).toBeGreaterThan(20)
      expect(script).not.toContain(password)
      expect(said).not.toContain(password)
    }
  })

  it('are told in the variables that they have, and share one role where they share a line', async () => {
    const anchor = 'x-login: &login\n  DB_USER: shop\n  DB_PASSWORD: Of-The-Old-Days-1\n  DB_HOST: db\n  DB_PORT: 5432\n  DB_NAME: shop\n'
    const { read, left } = await roles(`${client('web', '<<: *login')}${client('jobs', '<<: *login')}${server}`, {}, anchor)
    expect(left).toEqual([])
    expect(logins(read('ringwall/db/zz-ringwall-roles.sql'))).toEqual(['web'])
    expect(read('compose.yaml').match(/DB_USER: web\n {6}DB_PASSWORD: "\$\{DB_WEB\}"/g)).toHaveLength(2)
  })

  it('are told in a settings file', async () => {
    const files = {
      'config.toml': '[master_database]\nusername = "shop"\npassword = "Of-The-Old-Days-1"\nhost = "db"\nport = 5432\ndbname = "shop"\n',
    }
    const router =
      '  router:\n    image: juspaydotin/hyperswitch-router:v1.111.0\n    volumes: ["./config.toml:/local/config/config.toml"]\n    command: /local/bin/router -f /local/config/config.toml\n'
    const { read, left } = await roles(`${router}${server}`, files)
    expect(left).toEqual([])
    expect(read('ringwall/closed/config.toml')).toMatch(/username = "router"\npassword = "[0-9a-f]{48}"/)
  })

  it('keep the roles that an earlier plan made', async () => {
    const first = await roles(`${client('web', `DATABASE_URL: ${url}`)}${server}`)
    const later = await roles(first.read('compose.yaml').replace('services:\n', client('late', `DATABASE_URL: ${url}`)), {
      '.env': first.read('.env'),
      'ringwall/db/zz-ringwall-roles.sql': first.read('ringwall/db/zz-ringwall-roles.sql'),
    })
    expect(logins(later.read('ringwall/db/zz-ringwall-roles.sql'))).toEqual(['web', 'late'])
  })

  it('in a folder of scripts that is mounted to be read, lies with the others', async () => {
    const { read, left } = await roles(`${client('web', `DATABASE_URL: ${url}`)}${server}    volumes: ["./init:/docker-entrypoint-initdb.d:ro"]\n`, {
      'init/1.sql': 'SELECT 1;\n',
    })
    expect(left).toEqual([])
    expect(logins(read('init/zz-ringwall-roles.sql'))).toEqual(['web'])
  })

  it('stay with all that use the same database, where one cannot change', async () => {
    const ado = 'CONNECTION: Host=db;Port=5432;Database=shop;Username=shop;Password=Of-The-Old-Days-1'
    const { plan, left } = await roles(`${client('web', `DATABASE_URL: ${url}`)}${client('old', ado)}${server}`)
    expect(plan.measures).toEqual([])
    expect(left).toEqual([
      expect.stringMatching(/^web->db:5432 .*old could not follow, and uses the same database/),
      expect.stringMatching(/^old->db:5432 /),
    ])
  })

  it.each<[what: string, compose: string, more: Readonly<Record<string, string>>, why: RegExp]>([
    ['no database is named', `${client('web', 'DATABASE_URL: postgresql://shop:Of-The-Old-Days-1@db:5432')}${server}`, {}, /which database web uses/],
    [
      'rows name their users',
      `${client('web', `DATABASE_URL: ${url}`)}${server}    command: postgres -c hba_file=/hba.conf\n    volumes: ["./hba.conf:/hba.conf:ro"]\n`,
      { 'hba.conf': 'host shop shop all scram-sha-256\n' },
      /lets users in by name: add rows for web/,
    ],
    ['the server is too old', `${client('web', `DATABASE_URL: ${url}`)}${server.replace(':15', ':9.6')}`, {}, /before 10/],
  ])('are left where %s', async (_what, compose, more, why) => {
    const { plan, left } = await roles(compose, more)
    expect(plan.measures).toEqual([])
    expect(left).toEqual([expect.stringMatching(why)])
  })

  it('of MySQL and MariaDB get accounts for their database alone', async () => {
    const app = client('web', 'DATABASE_URL: mysql+pymysql://root:Of-The-Old-Days-1@db:3306/web_shop')
    const of = (kind: string, name: string): string =>
      `${app}  db:\n    image: ${kind}\n    environment:\n      ${name}_ROOT_PASSWORD: Of-The-Old-Days-1\n`
    const maria = await roles(of('mariadb:11.4', 'MARIADB'))
    expect(maria.left).toEqual([])
    expect(maria.read('ringwall/db/accounts.sql')).toMatch(
      /^CREATE USER IF NOT EXISTS 'web'@'%' IDENTIFIED BY '(\w+)';\nALTER USER 'web'@'%' IDENTIFIED BY '\1';\nGRANT ALL PRIVILEGES ON `web\\_shop`\.\* TO 'web'@'%';\n$/,
    )
    const mysql = await roles(of('mysql:8.4', 'MYSQL'))
    expect(mysql.left).toEqual([])
    expect(mysql.plan.measures[0]?.notes.at(-1)).toMatch(/docker compose exec -T db sh -c 'MYSQL_PWD="\$MYSQL_ROOT_PASSWORD" mysql -uroot < /)
    expect(mysql.read('ringwall/db/zz-ringwall-accounts.sql')).toContain('GRANT ALL PRIVILEGES ON `web\\_shop`.* TO')
  })

  it('of MongoDB get an account each, and keep those of an earlier plan', async () => {
    const app = client('web', 'MONGODB_URI: mongodb://root:Of-The-Old-Days-1@db:27017/shop?authSource=admin')
    const mongo = (version: string): string =>
      `  db:\n    image: mongo:${version}\n    environment:\n      MONGO_INITDB_ROOT_USERNAME: root\n      MONGO_INITDB_ROOT_PASSWORD: Of-The-Old-Days-1\n`
    const first = await roles(`${app}${mongo('7.0')}`)
    expect(first.left).toEqual([])
    expect(first.plan.measures[0]?.notes.at(-1)).toBe(
      'where db has data already, before its clients change (--apply does it): docker compose exec -T db mongosh --quiet --port 27017 admin /docker-entrypoint-initdb.d/zz-ringwall-accounts.js',
    )
    const script = 'ringwall/db/zz-ringwall-accounts.js'
    const users = (text: string): readonly string[] => [...text.matchAll(/^ {2}\{"user":"([^"]+)"/gm)].map(([, user = '']) => user)
    expect(users(first.read(script))).toEqual(['web'])
    expect(first.read('compose.yaml')).toContain('mongodb://web:${DB_WEB}@db:27017/shop?authSource=admin')
    const late = first.read('compose.yaml').replace('services:\n', `services:\n${app.replace('web', 'late')}`)
    const second = await roles(late.replace('services:\n', ''), { '.env': first.read('.env'), [script]: first.read(script) })
    expect(second.left).toEqual([])
    // the test left it to be read by everybody
    expect(users(second.read(`ringwall/closed/${script}`))).toEqual(['web', 'late'])
    const old = await roles(`${app}${mongo('4.4')}`)
    expect(old.left).toEqual([expect.stringMatching(/before 5/)])
    const members = await roles(`${app}${mongo('7.0')}    command: [--replSet, rs0, --keyFile, /key]\n`)
    expect(members.left).toEqual([expect.stringMatching(/would-break: members of a replica set/)])
  })
})
