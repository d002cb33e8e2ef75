import { describe, expect, it } from 'vitest'
import { applyEdits } from '../formats/edit.ts'
import { replaceOnLine } from './replaced-secret.ts'

describe('a secret on its line', () => {
  it.each([
    ['PASSWORD: admin', 'admin', 'PASSWORD', 'PASSWORD: NEW'],
    ['password: password', 'password', 'password', 'password: NEW'],
    ['- POSTGRES_PASSWORD=postgres # theirs', 'postgres', 'POSTGRES_PASSWORD', '- POSTGRES_PASSWORD=NEW # theirs'],
    ['url: postgres://airflow:airflow@db/airflow', 'airflow', 'url', 'url: postgres://airflow:NEW@db/airflow'],
    ['url: "amqp://a:p%40ss@mq:5672"', 'p@ss', 'url', 'url: "amqp://a:NEW@mq:5672"'],
    ['  "default": { "key": "test", "id": "test" }', 'test', 'a.key', '  "default": { "key": "NEW", "id": "test" }'],
    ['login: { user: admin, password: admin }', 'admin', 'login.password', 'login: { user: admin, password: NEW }'],
    ['requirepass foobared', 'foobared', 'requirepass', 'requirepass NEW'],
    ['admin: secret,admin', 'secret', 'realm.properties admin', 'admin: NEW,admin'],
    ['command: redis-server --requirepass changeme --port 1', 'changeme', '--requirepass', 'command: redis-server --requirepass NEW --port 1'],
    ["key = 'x.y'", 'x.y', 'a.key', "key = 'NEW'"],
    ['<name>a</name><value>pear</value>', 'pear', 'a', '<name>a</name><value>NEW</value>'],
    [
      'x=PlainLoginModule required username="ann" password="ann" user_ann="ann";',
      'ann',
      'sasl.jaas.config',
      'x=PlainLoginModule required username="ann" password="NEW" user_ann="NEW";',
    ],
  ])('%s', (line, old, key, expected) => {
    const text = `first\n${line}\nlast\n`
    const change = replaceOnLine(text, { file: 'f', line: 2 }, { old, key }, 'NEW')
    expect('edits' in change ? applyEdits(text, change.edits) : change).toBe(`first\n${expected}\nlast\n`)
  })

  it('that is new already stays', () => {
    expect(replaceOnLine('a: NEW\n', { file: 'f', line: 1 }, { old: 'x', key: 'a' }, 'NEW')).toEqual({ edits: [], notes: [] })
  })

  it.each([
    ['inside a longer word', 'a: administrator', 'admin'],
    ['not there', 'a: b', 'admin'],
  ])('that is %s is not touched', (_, line, old) => {
    expect(replaceOnLine(line, { file: 'f', line: 1 }, { old, key: 'a' }, 'NEW')).toHaveProperty('cannot')
  })
})
