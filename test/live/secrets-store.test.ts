import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../in-process.ts'
import { isMissing, program, reason } from './server.ts'

const age = program('/usr/bin/age')
const keygen = program('/usr/bin/age-keygen')

const password = randomBytes(18).toString('hex')
const key = randomBytes(24).toString('hex')
const secrets = new RegExp(`${password}|${key}`)

/** A store as those for keys are: what it keeps is encrypted, and it opens it for who has its key. It notes its arguments. */
const store = String.raw`#!/bin/sh
set -eu
cd "$(dirname "$0")"
echo "$@" >> log
case $1 in
  get) exec age --decrypt -i key "$2.age" ;;
  put) exec age -r "$(age-keygen -y key)" -o "$2.age" - ;;
  lossy) cat > /dev/null; echo other | age -r "$(age-keygen -y key)" -o "$2.age" - ;;
esac
`

describe.skipIf(isMissing(age))(`secrets in a store${reason(age)}`, { timeout: 300_000 }, () => {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-store-'))
  const tree = join(base, 'machine')
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' }
  const kms = (folder: string) => join(base, folder, 'kms')
  const harden = (copy: string, folder: string, put?: string) =>
    call(
      ['harden', tree, '--secrets', 'command', '--only', 'kept-secrets', '--diff', '--write', join(base, copy)].concat(
        ['--secret-command', `${kms(folder)} get {name}`],
        put === undefined ? [] : ['--secret-put', `${kms(folder)} ${put} {name}`],
      ),
      undefined,
      env,
    )

  beforeAll(() => {
    const files = {
      'machine/etc/hostname': 'm\n',
      'machine/etc/systemd/system/web.service': `[Service]\nUser=web\nEnvironment=SECRET_KEY=${key}\nEnvironmentFile=/etc/default/web\nExecStart=/usr/bin/env\n`,
      'machine/etc/default/web': `DATABASE_URL=postgresql://shop:${password}@127.0.0.1:5432/shop\n`,
      'a/kms': store,
      'b/kms': store,
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(base, name)), { recursive: true })
      writeFileSync(join(base, name), text)
    }
    for (const folder of ['a', 'b']) {
      chmodSync(kms(folder), 0o755)
      execFileSync(keygen ?? 'age-keygen', ['-o', join(base, folder, 'key')], { stdio: 'ignore' })
    }
  })
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  it('are put there through a pipe, come back, and stand in no file and no argument', async () => {
    const { exit, stdout, stderr } = await harden('copy', 'a', 'put')
    expect([exit, stderr]).toEqual([0, ''])
    expect(stdout).not.toMatch(secrets)
    const files = readdirSync(base, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !name.startsWith('machine/') && statSync(join(base, name)).isFile(),
    )
    expect(files.filter((name) => name.endsWith('.age'))).toHaveLength(2)
    expect(files.filter((name) => secrets.test(readFileSync(join(base, name), 'latin1')))).toEqual([])
  })

  it('are fetched by the script that starts the program', () => {
    const start = join(base, 'copy/etc/ringwall/web/start')
    const printed = execFileSync('/bin/sh', [start, '/usr/bin/env'], { env, encoding: 'utf8' })
    expect(printed.split('\n')).toEqual(
      expect.arrayContaining([`SECRET_KEY=${key}`, `DATABASE_URL=postgresql://shop:${password}@127.0.0.1:5432/shop`]),
    )
  })

  it('that are there already need no way to get there', async () => {
    expect(await harden('again', 'a')).toMatchObject({ exit: 0, stderr: '' })
  })

  it.each([
    ['are not there and nothing puts them there', 'b', undefined, /the store does not give it/],
    ['do not come back as they were', 'b', 'lossy', /does not come back/],
    // the lossy one left another value
    ['have the name of another one', 'b', 'put', /another value of that name/],
  ])('that %s stay where they are', async (_, folder, put, why) => {
    const { exit, stdout, stderr } = await harden('none', folder, put)
    expect([exit, stderr]).toEqual([2, expect.stringMatching(why)])
    expect(`${stdout}${stderr}`).not.toMatch(secrets)
    expect(existsSync(join(base, 'none'))).toBe(false)
  })
})
