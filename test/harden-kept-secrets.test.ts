import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { asHardening } from './hardening-tally.ts'
import { call, reportOf } from './in-process.ts'

const password = 'q9zVr3kTw1pLs8dXbN4m'
const key = '7f3c9a1e5b2d8046c1e7a93b5d0f82647f3c9a1e5b2d80aa'

const machine: Readonly<Record<string, string>> = {
  'etc/hostname': 'm\n',
  'etc/systemd/system/web.service': `[Service]\nUser=web\nEnvironment=SECRET_KEY=${key} MODE=prod\nEnvironmentFile=/etc/default/shop\nExecStart=/usr/bin/gunicorn --bind 127.0.0.1:8000 app:app\n`,
  'etc/systemd/system/jobs.service': '[Service]\nUser=jobs\nEnvironmentFile=/etc/default/shop\nExecStart=/usr/bin/celery -A app worker\n',
  'etc/default/shop': `DATABASE_URL=postgresql://shop:${password}@127.0.0.1:5432/shop\nLEVEL=info\n`,
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'ringwall-kept-')), 'm')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const kept = ['--only', 'kept-secrets']

describe('secrets of two units that share a file', { timeout: 120_000 }, () => {
  let folder: string
  let copy: string
  let said: Awaited<ReturnType<typeof call>>
  const read = (name: string) => readFileSync(join(copy, name), 'utf8')

  beforeAll(async () => {
    folder = folderOf(machine)
    copy = join(dirname(folder), 'copy')
    said = await call(['harden', folder, '--secrets', 'systemd', ...kept, '--diff', '--write', copy])
  }, 120_000)

  it('stay where they are without a word of it', async () => {
    const found = asHardening(await call(['harden', folder, '--format', 'json']))
    expect(found.deployments.flatMap(({ measures }) => measures).filter(({ remedy }) => remedy === 'kept-secrets')).toEqual([])
  })

  it('go out of it together, and both have one source', () => {
    expect([said.exit, said.stderr]).toEqual([0, ''])
    expect(read('etc/default/shop')).toBe('LEVEL=info\n')
    expect(read('etc/systemd/system/web.service')).toContain('Environment=MODE=prod\n')
    const loads = ['web', 'jobs'].map(
      (name) => /LoadCredential=([\w-]+):.*database-url/.exec(read(`etc/systemd/system/${name}.service.d/zz-ringwall-secrets.conf`))?.[1],
    )
    expect(loads[0]).toBeDefined()
    expect(loads[1]).toBe(loads[0])
    expect(read(`etc/ringwall/secrets/${loads[0]}`)).toBe(password)
    expect(statSync(join(copy, `etc/ringwall/secrets/${loads[0]}`)).mode & 0o777).toBe(0o600)
  })

  it('are not shown, and what refers to them is', () => {
    expect(said.stdout).not.toMatch(new RegExp(`${password}|${key}`))
    expect(said.stdout).toContain('+export SECRET_KEY="$secret_web_secret_key"')
  })

  it('no longer fail, and the channels are the ones that they were', async () => {
    const [before, after] = [await reportOf(folder, '--all'), await reportOf(copy, '--all')]
    const failing = (report: typeof before, prefix: string) =>
      report.deployments
        .flatMap(({ findings }) => findings)
        .filter(({ control, verdict }) => control.startsWith(prefix) && verdict === 'fail')
        .map(({ id }) => id)
    expect(failing(before, 'secret/').length).toBeGreaterThan(0)
    expect(failing(after, 'secret/')).toEqual([])
    expect(failing(after, 'channel/')).toEqual(failing(before, 'channel/'))
  })

  it('are not moved twice', async () => {
    expect(asHardening(await call(['harden', copy, '--secrets', 'systemd', ...kept, '--format', 'json'])).files).toEqual([])
  })

  it('rotate where they are kept', async () => {
    const { stdout, exit } = await call(['secrets', 'rotate', 'web-secret-key', copy])
    expect([exit, stdout]).toEqual([0, expect.stringContaining('etc/ringwall/secrets/web-secret-key')])
  })
})

it('a weak value is not put where nobody could judge it', { timeout: 120_000 }, async () => {
  const unit = 'etc/systemd/system/web.service'
  const weak = folderOf({ ...machine, [unit]: machine[unit]!.replace(key, 'secret') })
  const options = ['--secrets', 'command', '--secret-command', '/opt/kms get {name}', ...kept, '--format', 'json']
  const [deployment] = asHardening(await call(['harden', weak, ...options])).deployments
  expect(deployment?.closed.map(({ control }) => control)).toEqual(['secret/in-url'])
  expect(deployment?.open.filter(({ finding }) => finding.control.startsWith('secret/')).map(({ finding }) => finding.control)).toEqual(
    expect.arrayContaining(['secret/literal', 'secret/framework-key']),
  )
  expect(deployment?.open.find(({ finding }) => finding.control === 'secret/literal')).toMatchObject({
    reason: 'needs-person',
    why: expect.stringContaining('SECRET_KEY'),
  })
})

it.each([
  [['--secrets', 'command'], /--secret-command/],
  [['--secrets', 'command', '--secret-command', '/opt/kms get'], /\{name\}/],
  [['--secrets', 'vaults'], /not one of/],
])('%j is an error of the call', async (options, why) => {
  expect(await call(['harden', folderOf(machine), ...options])).toMatchObject({ exit: 2, stderr: expect.stringMatching(why) })
})
