import fc from 'fast-check'
import { expect, it } from 'vitest'
import { redact } from './redact.ts'
import { mayBeSecret, secretKind } from './secret-names.ts'
import { effort } from '../testing/effort.ts'

it.each([
  ['DB_PASSWORD', 'password'],
  ['POSTGRES_PASSWORD', 'password'],
  ['MYSQL_ROOT_PASSWORD', 'password'],
  ['DB_PASS', 'password'],
  ['SMTP_PWD', 'password'],
  ['PGPASSWORD', 'password'],
  ['KEY_PASSPHRASE', 'password'],
  ['dbPassword', 'password'],
  ['database__connection__password', 'password'],
  ['REDIS_PASSWORD_1', 'password'],
  ['SECRET_KEY_BASE', 'key'],
  ['JWT_SECRET', 'key'],
  ['API_KEY', 'key'],
  ['AWS_SECRET_ACCESS_KEY', 'key'],
  ['SECRET_KEY', 'key'],
  ['APP_KEY', 'key'],
  ['N8N_ENCRYPTION_KEY', 'key'],
  ['FERNET_KEY', 'key'],
  ['AIRFLOW__CORE__FERNET_KEY', 'key'],
  ['NEXTAUTH_SECRET', 'key'],
  ['clientSecret', 'key'],
  ['GITHUB_TOKEN', 'token'],
  ['ACCESS_TOKEN', 'token'],
  ['DATABASE_URL', 'connection'],
  ['AIRFLOW__CORE__SQL_ALCHEMY_CONN', 'connection'],
  ['CELERY_BROKER_URL', 'connection'],
  ['SENTRY_DSN', 'connection'],
])('%s is a %s', (key, kind) => {
  expect(secretKind(key)).toBe(kind)
})

it.each([
  'POSTGRES_PASSWORD_FILE',
  'SECRET_PATH',
  'SECRETS_DIR',
  'PASSWORD_MIN_LENGTH',
  'TOKEN_EXPIRY',
  'KEYCLOAK_AUTH_URL',
  'JWT_PUBLIC_KEY',
  'STRIPE_PUBLISHABLE_KEY',
  'KEY_ID',
  'AWS_ACCESS_KEY_ID',
  'MINIO_ACCESS_KEY',
  'SSH_KEY_NAME',
  'MYSQL_ALLOW_EMPTY_PASSWORD',
  'MYSQL_RANDOM_ROOT_PASSWORD',
  'KC_PASSWORD_POLICY',
  'PASSWORD_ENCRYPTION',
  'CASSANDRA_KEYSPACE',
  'KEYBOARD',
  'PASSIVE_PORTS',
  'PASV_ENABLE',
  'TOKENIZER',
  'COMPASS',
  'BYPASS_CACHE',
  'POSTGRES_USER',
  'CACHE_KEY',
  'MAX_TOKENS',
  'KEYCLOAK_ADMIN',
  'TOKEN_TTL',
  'SSL_KEY_FILE',
  'MONKEY',
  'ENABLE_PASSWORD_LOGIN',
  'SECRET_NAME',
  'PASSWORD_RESET_URL',
  '',
  '_',
])('%s names no secret', (key) => {
  expect(secretKind(key)).toBeUndefined()
})

it('knows values that are no secrets', () => {
  for (const value of ['true', '0', '30', '15m', 'https://auth.example.com/x', '/run/secrets/db', './keys/a.pem', 'None'])
    expect([value, mayBeSecret(value)]).toEqual([value, false])
  for (const value of ['hunter2', '123456', 'https://u:p@h/x', 'abc/def+x==']) expect([value, mayBeSecret(value)]).toEqual([value, true])
})

it.each([
  ['postgres://u:hunter2@db/app', 'postgres://u:***@db/app'],
  ['redis://:p@ss/w@cache:6379/0', 'redis://:***@cache:6379/0'],
  ['host=db password=hunter2 sslmode=disable', 'host=db password=*** sslmode=disable'],
  ['Server=db;Password=hunter2;Encrypt=True', 'Server=db;Password=***;Encrypt=True'],
  ['--requirepass hunter2 --port 6379', '--requirepass *** --port 6379'],
  ['u:hunter2@tcp(db:3306)/a', 'u:***@tcp(db:3306)/a'],
  ['AccountName=a;AccountKey=hunter2==;x', 'AccountName=a;AccountKey=***;x'],
  ['{"apiKey": "hunter2"}', '{"apiKey": ***}'],
  ['Authorization: Bearer hunter2', 'Authorization: ***'],
  ['key 73ad7bbbbc640c845a150f67d058b279849370cd2c1f3c67c4dd6c869213e13a', 'key ***'],
  ['/var/lib/postgresql/data/pgdata/base', '/var/lib/postgresql/data/pgdata/base'],
  ['docker.io/library/postgres:15.4-alpine', 'docker.io/library/postgres:15.4-alpine'],
  ['["serve", "--password", "hunter2", "--db-token", "hunter2"]', '["serve", "--password", "***", "--db-token", "***"]'],
  ['curl -u admin:hunter2 --user "u:hunter2" x', 'curl -u admin:*** --user "u:***" x'],
  ['run --user 1000:1000 -u 0:0 img', 'run --user 1000:1000 -u 0:0 img'],
  ["mysqladmin ping -uroot -phunter2 && mysql -p'hunter2' -e x", 'mysqladmin ping -uroot -p*** && mysql -p*** -e x'],
  ['["mysql", "-phunter2"]', '["mysql", "-p***"]'],
  ['docker run -p8080:80 x', 'docker run -p8080:80 x'],
  ['["CMD", "redis-cli", "-a", "hunter2", "ping"]', '["CMD", "redis-cli", "-a", "***", "ping"]'],
  ['app --key hunter2-x --tls-key /etc/tls.key --key=hunter2', 'app --key *** --tls-key /etc/tls.key --key=***'],
  ['+user app on >hunter2 ~* +@all', '+user app on >*** ~* +@all'],
  ['user: >-', 'user: >-'],
  ['jdbc:oracle:thin:scott/hunter2@//ora:1521/x', 'jdbc:oracle:thin:scott/***@//ora:1521/x'],
  ['basicauth.users: admin:hunter2', 'basicauth.users: ***'],
  ['xmjqDMSsTkjZHqTrvjsXRaXb', '***'],
  ['getServerSideConfigurationOptions', 'getServerSideConfigurationOptions'],
])('redacts %s', (text, expected) => {
  expect(redact(text)).toBe(expected.replaceAll('***', '\u2022\u2022\u2022'))
})

it('shows no password, wherever it stands', () => {
  const canary = fc.stringMatching(/^[A-Za-z0-9!$^*.+:/#?]{6,20}$/).map((text) => `Zq7${text}`)
  fc.assert(
    fc.property(canary, (password) => {
      for (const text of [
        `postgres://u:${password}@db:5432/app?sslmode=require`,
        `host=db user=u password='${password}' port=1`,
        `jdbc:mysql://u:${password}@h/db`,
        `x --password "${password}"`,
      ]) {
        expect(redact(text)).not.toContain(password)
      }
    }),
    { numRuns: 500 },
  )
  fc.assert(fc.property(fc.string(), (text) => typeof redact(text) === 'string' && (secretKind(text), true)))
})

it('stays fast on hostile text', () => {
  const pieces = [
    'a_',
    'password',
    'a://',
    "password='\\",
    'x:',
    'a-a.',
    '"',
    'mysql ',
    'redis-cli ',
    '-u a',
    '--key ',
    'user x ',
    'oracle:thin:',
    '--a-',
    'basicauth.',
  ]
  const read = (): void => {
    for (const piece of pieces) redact(piece.repeat(8000))
  }
  expect(effort(read)).toBeLessThan(400)
})
