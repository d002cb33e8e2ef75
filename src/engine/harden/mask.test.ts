import { describe, expect, it } from 'vitest'
import { mask } from './mask.ts'

describe('a diff', () => {
  const known = new Map([
    ['f00dcafe', 'new secret redis'],
    ['hunter22', 'secret A'],
  ])

  it.each([
    ['+requirepass f00dcafe', 'f00dcafe'],
    ['-      URL: redis://:hunter22@redis:6379/0', 'hunter22'],
    ['       POSTGRES_PASSWORD: Fennel-Barge-64', 'Fennel'],
    ['+      - SECRET_KEY=abc def', 'abc def'],
    [' password = "x y z"', 'x y z'],
    [" SECRET_FROM_ENV='sVcm cnJF'", 'cnJF'],
    ['+      - "--password"\n+      - "hunter2"', 'hunter2'],
    ['+LoadCredential=db:hunter2', 'hunter2'],
    ['+SetCredential=db:hunter2', 'hunter2'],
    ['+      - --db-token\n+      - hunter2', 'hunter2'],
    ['+-----BEGIN EC PRIVATE KEY-----\n+MHcCAQEE\n+-----END EC PRIVATE KEY-----', 'MHcCAQEE'],
    ['+-----BEGIN PRIVATE KEY-----\n+MHcCAQEE', 'MHcCAQEE'],
  ])('%s does not show it', (line, secret) => expect(mask(line, known)).not.toContain(secret))

  it.each([
    [' A: postgres://u:hunter22@db/app?sslmode=disable', ' A: postgres://u:\u2022\u2022\u2022@db/app?sslmode=disable'],
    [' <value>hunter22</value>', ' <value><secret A></value>'],
    [' x: &airflow-env', ' x: &airflow-env'],
    [' x: airflow', ' x: <secret B>'],
  ])('%s is %s', (line, shown) => expect(mask(line, new Map([...known, ['airflow', 'secret B']]))).toBe(shown))

  it.each([
    '+      PASSWORD: ${REDIS_PASSWORD}',
    '+      POSTGRES_PASSWORD_FILE: /run/secrets/postgres',
    '-    image: redis:7',
    '+TOKEN_TTL=3600',
    '+LoadCredential=db-password:/etc/ringwall/secrets/db-password',
    '+secret_db_password=$(cat "$CREDENTIALS_DIRECTORY/db-password")',
    '+export DB_PASSWORD="$secret_db_password"',
    '+      - --port\n+      - 8080',
  ])('%s stays', (line) => expect(mask(line, known)).toBe(line))
})
