import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '../live/server.ts'
import type { Engine } from './engine.ts'
import { importImages } from './image.ts'

/** Folders of this machine that hold Debian's programs. */
const programs: readonly string[] = ['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/lib64', '/usr/share'].filter((path) => existsSync(path))

const mounts = programs.map((path) => `      - ${path}:${path}:ro\n`).join('')

export const oldValues: Readonly<Record<'db' | 'cache' | 'sql' | 'directory', string>> = {
  db: 'old-of-db-4711-Zx81-qqpr',
  cache: 'old-of-cache-4711-Zx81-qw',
  sql: 'old-of-sql-4711-Zx81-mmnb',
  directory: 'old-of-dir-4711-Zx81-ytre',
}

const compose = `version: "2.4"
services:
  db:
    image: postgres:15
    entrypoint: ["sh", "/lab/postgres.sh"]
    stop_grace_period: 0s
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: \${DB_PASSWORD}
    volumes:
      - ./lab:/lab:ro
${mounts}  cache:
    image: redis:7.0
    command: ["redis-server", "--requirepass", "${oldValues.cache}"]
    stop_grace_period: 0s
    volumes:
${mounts}  sql:
    image: mariadb:10.11
    entrypoint: ["sh", "/lab/mysql.sh"]
    stop_grace_period: 0s
    environment:
      MYSQL_ROOT_PASSWORD: a-root-password-of-its-own-99
      MYSQL_USER: shop
      MYSQL_PASSWORD: \${SQL_PASSWORD}
      MYSQL_DATABASE: shop
    volumes:
      - ./lab:/lab:ro
${mounts}  directory:
    image: osixia/openldap:1.5.0
    entrypoint: ["sh", "/lab/slapd.sh"]
    stop_grace_period: 0s
    environment:
      LDAP_DOMAIN: shop.example
      LDAP_ADMIN_PASSWORD: an-admin-password-of-its-own-99
    volumes:
      - ./lab:/lab:ro
      - ./people.ldif:/container/service/slapd/assets/config/bootstrap/ldif/custom/people.ldif:ro
${mounts}  web:
    image: shop-web:1
    command: ["sh", "/web/ask.sh"]
    stop_grace_period: 0s
    environment:
      DATABASE_URL: postgres://shop:\${DB_PASSWORD}@db/postgres
      REDIS_URL: redis://:${oldValues.cache}@cache:6379/0
      SQL_URL: mysql://shop:\${SQL_PASSWORD}@sql/shop
      LDAP_URL: ldap://directory
      LDAP_BIND_DN: cn=reader,dc=shop,dc=example
      LDAP_BIND_PASSWORD: ${oldValues.directory}
    volumes:
      - ./web:/web:ro
      - ./out:/out
${mounts}    depends_on: [db, cache, sql, directory]
`

const people = `dn: cn=reader,dc=shop,dc=example
objectClass: person
cn: reader
sn: reader
userPassword: ${oldValues.directory}
`

/** The application asks each of its servers with that server's own client, again and again, and writes down how it went. */
const ask = `password() { echo "$1" | sed 's|.*:\\([^@]*\\)@.*|\\1|'; }
export PGPASSWORD=$(password "$DATABASE_URL") REDISCLI_AUTH=$(password "$REDIS_URL") MYSQL_PWD=$(password "$SQL_URL")
printf %s "$LDAP_BIND_PASSWORD" > /tmp/bind
psql=$(ls /usr/lib/postgresql/*/bin/psql | tail -n 1)
try() { name=$1; shift; if "$@" > /tmp/said 2>&1; then echo "$name ok"; else echo "$name failed"; fi; }
while :; do
  try cache redis-cli -e -h cache ping
  try db "$psql" -h db -U shop -c 'select 1' postgres
  try sql mariadb --skip-ssl -h sql -u shop -e 'select 1'
  try directory ldapwhoami -x -H ldap://directory -D "$LDAP_BIND_DN" -y /tmp/bind
  sleep 0.2
done >> /out/log
`

export interface RotatedShop {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** How the application's questions went since the last call: of each server the answers in order. */
  readonly asked: () => Readonly<Record<string, readonly string[]>>
  readonly addressOf: (service: string) => string
  readonly idOf: (service: string) => string
  readonly read: (name: string) => string
  readonly stop: () => void
}

/** Four servers of Debian and one application that keeps asking them. */
export async function startRotatedShop(engine: Engine): Promise<RotatedShop> {
  const folder = join(engine.folder, 'shop')
  for (const name of ['web', 'out']) mkdirSync(join(folder, name), { recursive: true })
  cpSync(join(import.meta.dirname, 'entry'), join(folder, 'lab'), { recursive: true })
  const env = `DB_PASSWORD=${oldValues.db}\nSQL_PASSWORD=${oldValues.sql}\n`
  for (const [name, text] of Object.entries({ 'docker-compose.yml': compose, '.env': env, 'people.ldif': people, 'web/ask.sh': ask }))
    writeFileSync(join(folder, name), text)
  importImages(engine, ['postgres:15', 'redis:7.0', 'mariadb:10.11', 'osixia/openldap:1.5.0', 'shop-web:1'])
  const project = (...words: readonly string[]): string =>
    engine.run('docker-compose', ['--project-directory', folder, '--file', join(folder, 'docker-compose.yml'), ...words])
  project('up', '--detach')
  const idOf = (service: string): string => engine.run('docker', ['ps', '--quiet', '--filter', `label=com.docker.compose.service=${service}`]).trim()
  let seen = 0
  const asked = (): Readonly<Record<string, readonly string[]>> => {
    const lines = readFileSync(join(folder, 'out/log'), 'utf8').split('\n').slice(0, -1)
    const all: Record<string, string[]> = { cache: [], db: [], sql: [], directory: [] }
    for (const [name = '', how = ''] of lines.slice(seen).map((line) => line.split(' '))) all[name]?.push(how)
    seen = lines.length
    return all
  }
  const shop: RotatedShop = {
    folder,
    env: { ...(process.env as Record<string, string>), DOCKER_HOST: engine.host },
    asked,
    idOf,
    addressOf: (service) =>
      engine.run('docker', ['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', idOf(service)]).trim(),
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    stop: () => void project('down', '--volumes', '--timeout', '1'),
  }
  await eventually(() => {
    const now = asked()
    const silent = Object.entries(now).find(([, answers]) => answers.at(-1) !== 'ok')
    if (silent !== undefined) throw new Error(`${silent[0]} lets nobody in: ${project('logs', '--no-color', '--tail', '20', silent[0])}`)
  })
  return shop
}
