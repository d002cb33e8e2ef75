import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cannot, Change } from '../../src/formats/edit.ts'
import { applyEdits } from '../../src/formats/edit.ts'
import type { HbaRecord } from '../../src/formats/edits/pg-hba.ts'
import { pgHbaEdits } from '../../src/formats/edits/pg-hba.ts'
import { redisAclEdits } from '../../src/formats/edits/redis-acl.ts'
import { redisConfEdits } from '../../src/formats/edits/redis-conf.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

function edited(text: string, ...steps: readonly ((text: string) => Change | Cannot)[]): string {
  return steps.reduce((now, step) => {
    const change = step(now)
    expect('cannot' in change ? change.cannot : '').toBe('')
    return 'cannot' in change ? now : applyEdits(now, change.edits)
  }, text)
}

const postgres = program('/usr/lib/postgresql/*/bin/postgres')

describe.skipIf(isMissing(postgres))(`access rules that edits wrote, in force in PostgreSQL${reason(postgres)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('edits-hba')
  })
  afterAll(async () => box.stop())

  it('are what was meant', async () => {
    const before =
      '# TYPE  DATABASE  USER  ADDRESS    METHOD\nhost    all       all   0.0.0.0/0  trust # open\nhost    app,"b c" all   ::1/128    md5\nhost    all       x     samenet    md5\n'
    const all = [{ text: 'all', quoted: false }]
    const reject: HbaRecord = {
      type: 'hostnossl',
      databases: all,
      users: [{ text: 'all', quoted: true }],
      address: { text: '0.0.0.0/0', quoted: false },
      method: 'reject',
      options: [],
    }
    const after = edited(
      before,
      (text) => pgHbaEdits.insert(text, 0, reject),
      (text) =>
        pgHbaEdits.change(text, (row) =>
          row.users.some((user) => user.text === 'x') ? null : row.type === 'host' ? { ...row, method: 'scram-sha-256' } : undefined,
        ),
    )
    const server = await cluster(box, postgres ?? '').start(after)
    const rules = server.sql('select type, database, user_name, address, netmask, auth_method, error from pg_hba_file_rules order by line_number')
    server.stop()
    // in this view a quoted all and the word all look alike; the columns say the rest
    expect(rules.trim().split('\n').slice(1)).toEqual([
      expect.stringMatching(/^hostnossl\|\{all\}\|\{"?all"?\}\|0\.0\.0\.0\|0\.0\.0\.0\|reject\|$/),
      'host|{all}|{all}|0.0.0.0|0.0.0.0|scram-sha-256|',
      'host|{app,"b c"}|{all}|::1|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|scram-sha-256|',
    ])
    expect(after.split('\n').slice(1, 4)).toEqual([
      'hostnossl all     "all" 0.0.0.0/0  reject',
      'host    all       all   0.0.0.0/0  scram-sha-256 # open',
      'host    app,"b c" all   ::1/128    scram-sha-256',
    ])
  })
})

const redis = program('/usr/bin/redis-server', '/usr/local/bin/redis-server')
const client = program('/usr/bin/redis-cli', '/usr/local/bin/redis-cli')

describe.skipIf(isMissing(redis))(`settings that edits wrote, in force in Redis${reason(redis)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('edits-redis')
  })
  afterAll(async () => box.stop())

  async function asked(file: string, ...questions: readonly (readonly string[])[]): Promise<readonly string[]> {
    const port = await freePort()
    const path = join(box.folder, `${port}.conf`)
    writeFileSync(path, file, { mode: 0o644 })
    const child = box.start(redis ?? '', [path, '--port', String(port), '--dir', box.folder])
    const ask = (words: readonly string[]): string => box.run(client ?? '', ['-h', '127.0.0.1', '-p', String(port), ...words])
    await eventually(() => {
      if (child.exitCode !== null) throw new Error('the server ended')
      return ask(['PING'])
    })
    return questions.map(ask)
  }

  it('are what was meant: directives that repeat', async () => {
    const after = edited(
      'bind 127.0.0.1\nsave 900 1\nuser old on nopass ~* +@all # not a comment\n'.replace(' # not a comment', ''),
      (text) => redisConfEdits.put(text, ['save'], ['60', '1000']),
      (text) => redisConfEdits.drop(text, ['save'], ([seconds]) => seconds === '900'),
      (text) => redisConfEdits.put(text, ['user'], ['app', 'on', '>pa"ss', '~app:*', '+get']),
      (text) => redisConfEdits.put(text, ['user'], ['old', 'off'], { fits: ([name]) => name === 'old' }),
      (text) => redisConfEdits.put(text, ['rename-command'], ['DEBUG', '']),
    )
    const [save, users, debug] = await asked(after, ['CONFIG', 'GET', 'save'], ['ACL', 'LIST'], ['DEBUG', 'SLEEP', '0'])
    expect(save?.trim().split('\n')[1]).toBe('60 1000')
    expect(users).toMatch(/user app on #[0-9a-f]{64} ~app:\* .*\+get/)
    expect(users).toMatch(/user old off/)
    expect(debug).toContain('unknown command')
  })

  it('are what was meant: the ACL file', async () => {
    const acl = edited(
      'user default on nopass ~* &* +@all\n\nuser gone on nopass ~* +@all\n',
      (text) => redisAclEdits.set(text, ['app'], ['on', '#' + 'ab'.repeat(32), '~app:*', '-@all', '+get']),
      (text) => redisAclEdits.set(text, ['default'], ['on', 'nopass', '~*', '&*', '+@all', '-@dangerous', '+acl']),
      (text) => redisAclEdits.remove(text, ['gone']),
    )
    const path = join(box.folder, 'users.acl')
    writeFileSync(path, acl, { mode: 0o644 })
    const [users] = await asked(`bind 127.0.0.1\nsave ""\naclfile ${path}\n`, ['ACL', 'LIST'])
    expect(users).toMatch(/user app on #(?:ab){32} ~app:\* .*\+get/)
    expect(users).toMatch(/user default on nopass .*-@dangerous/)
    expect(users).not.toContain('gone')
  })
})
