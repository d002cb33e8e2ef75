import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../in-process.ts'
import { isMissing, program, reason } from './server.ts'

const creds = program('/usr/bin/systemd-creds')
const isRoot = process.getuid?.() === 0

const password = randomBytes(18).toString('hex')
const key = randomBytes(24).toString('hex')

/** What systemd does at a start, for want of a manager as process 1: credentials into a folder of the unit's user, then the command as that user. */
const start = String.raw`
set -eu
id=$(cat /etc/machine-id)
mount -t tmpfs tmpfs /etc
echo "$id" > /etc/machine-id
cp -a "$1/etc/." /etc/
systemd-analyze verify /etc/systemd/system/web.service
mount -t tmpfs -o mode=0755 tmpfs /run
dropin=/etc/systemd/system/web.service.d/zz-ringwall-secrets.conf
mkdir -p /run/credentials/web.service
sed -n 's/^LoadCredentialEncrypted=//p' "$dropin" | while IFS=: read -r name file; do
  systemd-creds decrypt --name="$name" "$file" "/run/credentials/web.service/$name"
done
chown -R 65534:65534 /run/credentials/web.service
chmod 0500 /run/credentials/web.service
command=$(sed -n 's/^ExecStart=\(.\)/\1/p' "$dropin")
exec setpriv --reuid=65534 --regid=65534 --clear-groups -- env -i PATH=/usr/bin:/bin CREDENTIALS_DIRECTORY=/run/credentials/web.service $command
`

// the key of a machine is bound to its id
const missing = isMissing(creds) || isMissing(program('/etc/machine-id')) || !isRoot

describe.skipIf(missing)(`credentials of systemd${isRoot ? reason(creds) : ' (skipped: it takes root)'}`, () => {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-credentials-'))
  const tree = join(base, 'machine')
  const copy = join(base, 'copy')
  const secret = join(base, 'host.secret')
  let said: Awaited<ReturnType<typeof call>>

  beforeAll(async () => {
    writeFileSync(secret, randomBytes(4096), { mode: 0o400 })
    const files = {
      'etc/hostname': 'm\n',
      'etc/systemd/system/web.service': `[Unit]\nDefaultDependencies=no\n[Service]\nUser=65534\nEnvironment="SECRET_KEY=${key}"\nEnvironmentFile=-/etc/default/web\nExecStart=/bin/sh /etc/web/run --port 80\n`,
      'etc/web/run': 'env\ntr "\\0" " " < /proc/$$/cmdline\n',
      'etc/default/web': `DATABASE_URL=postgresql://shop:${password}@127.0.0.1:5432/shop\n`,
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true })
      writeFileSync(join(tree, name), text)
    }
    const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', SYSTEMD_CREDENTIAL_SECRET: secret }
    said = await call(['harden', tree, '--secrets', 'systemd-encrypted', '--only', 'kept-secrets', '--diff', '--write', copy], undefined, env)
  }, 300_000)
  afterAll(() => rmSync(base, { recursive: true, force: true }))

  it('hold what stood in the environment, and no text of a file does', () => {
    expect([said.exit, said.stderr]).toEqual([0, ''])
    expect(said.stdout).not.toMatch(new RegExp(`${password}|${key}`))
    const files = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(copy, name)).isFile())
    expect(files.filter((name) => name.endsWith('.cred'))).toHaveLength(2)
    expect(files.filter((name) => new RegExp(`${password}|${key}`).test(readFileSync(join(copy, name), 'latin1')))).toEqual([])
  })

  it('are handed to the program by a unit that systemd-analyze takes, and stand in no argument of it', () => {
    const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', SYSTEMD_CREDENTIAL_SECRET: secret }
    const printed = execFileSync('unshare', ['--mount', 'sh', '-c', start, 'sh', copy], { env, encoding: 'utf8' })
    const lines = printed.trim().split('\n')
    expect(lines).toEqual(expect.arrayContaining([`SECRET_KEY=${key}`, `DATABASE_URL=postgresql://shop:${password}@127.0.0.1:5432/shop`]))
    expect(lines.at(-1)?.trim()).toBe('/bin/sh /etc/web/run --port 80')
  })

  it('are opened under their own name and with the key of their machine alone', () => {
    const [name = ''] = readdirSync(join(copy, 'etc/ringwall/secrets'))
    const opened = (as: string, by: string) =>
      spawnSync('systemd-creds', ['decrypt', `--name=${as}`, join(copy, 'etc/ringwall/secrets', name), '-'], {
        env: { ...process.env, SYSTEMD_CREDENTIAL_SECRET: by },
        encoding: 'utf8',
      })
    const other = join(base, 'other.secret')
    writeFileSync(other, randomBytes(4096), { mode: 0o400 })
    const own = name.replace(/\.cred$/, '')
    expect([password, key]).toContain(opened(own, secret).stdout)
    expect(opened('another', secret).status).not.toBe(0)
    expect(opened(own, other).status).not.toBe(0)
  })
})
