import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLogins } from './logins.ts'

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'ringwall-login-'))
  writeFileSync(join(cwd, 'own'), 'of the file\n', { mode: 0o600 })
  writeFileSync(join(cwd, 'open'), 'x')
  chmodSync(join(cwd, 'open'), 0o644)
})
afterAll(() => rmSync(cwd, { recursive: true }))

function read(logins: readonly string[], passwords: readonly string[]): unknown {
  const io = { stdout: { write: () => true }, stderr: { write: () => true }, env: { PW: 'of the environment', NONE: '' }, cwd }
  return Object.fromEntries(readLogins(logins, passwords, io))
}

describe('--login and --password', () => {
  it('name account, database and the place of the password', () => {
    expect(read(['db=reader@app', 'ldap:389=cn=reader,dc=shop', 'my=a@b@c'], ['db=env:PW', 'ldap:389=file:own', 'my=env:PW'])).toEqual({
      db: { user: 'reader', database: 'app', password: 'of the environment' },
      'ldap:389': { user: 'cn=reader,dc=shop', password: 'of the file' },
      my: { user: 'a@b', database: 'c', password: 'of the environment' },
    })
  })

  it.each<[readonly string[], readonly string[], string]>([
    [['db=reader'], [], '--login db: there is no --password for it'],
    [[], ['db=env:PW'], '--password db: there is no --login for it'],
    [['db'], [], '--login: what is given is not LISTENER=USER[@DATABASE]'],
    [['db=reader'], ['db=hunter2'], '--password db: a password is named by its source, env:NAME or file:PATH'],
    [['db=reader'], ['db=env:NONE'], '--password db: the variable NONE holds nothing'],
    [['db=reader'], ['db=file:open'], '--password db: others may read open'],
    [['db=reader'], ['db=file:gone'], 'no such file'],
  ])('refuse %j %j, and never show what may be a password', (logins, passwords, message) => {
    let said = ''
    try {
      read(logins, passwords)
    } catch (error) {
      said = error instanceof Error ? error.message : ''
    }
    expect(said).toContain(message)
    expect(said).not.toContain('hunter2')
  })
})
