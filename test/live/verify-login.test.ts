import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportFormats } from '../../src/registry.ts'
import { call } from '../in-process.ts'
import type { RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/postgresql/*/bin/postgres')
const password = 'Canary-of-the-login-91c2'

describe.skipIf(isMissing(server))(`questions behind a login${reason(server)}`, () => {
  let box: Sandbox
  let running: RunningPostgres
  beforeAll(async () => {
    box = sandbox('verify-login')
    running = await cluster(box, server ?? '').start('host all all all scram-sha-256')
    running.sql(`create role reader login password '${password}'; grant pg_read_all_settings to reader`)
    writeFileSync(join(box.folder, 'pw'), `${password}\n`, { mode: 0o600 })
    writeFileSync(join(box.folder, 'wrong'), `${password}x\n`, { mode: 0o600 })
  })
  afterAll(() => box.stop())

  const asked = (file: string, format: string): ReturnType<typeof call> => {
    const id = `postgres://127.0.0.1:${running.port}`
    const login = ['--login', `${id}=reader@postgres`, '--password', `${id}=file:${file}`]
    return call(['verify', '--target', id, ...login, '--format', format, '--all', '--fail-on', 'never'], box.folder)
  }

  it('are asked, and the password stands in no output', async () => {
    for (const format of Object.keys(reportFormats)) {
      const said = await asked('pw', format)
      expect(said).toMatchObject({ exit: 0, stderr: '' })
      expect(said.stdout).not.toContain(password)
    }
    expect((await asked('pw', 'text')).stdout).toContain('the catalogue was read as the account that was named')
  })

  it('are unproven with another password, which stands nowhere either', async () => {
    const said = await asked('wrong', 'text')
    expect(said.stdout).toContain('unproven: no log-in (28P01)')
    expect(said.stdout).not.toContain(password)
  })

  it('are refused for a listener that is not there', async () => {
    const said = await call(['verify', '--target', 'redis://127.0.0.1:1', '--login', 'db=x', '--password', 'db=file:pw'], box.folder)
    expect(said).toMatchObject({ exit: 2 })
    expect(said.stderr).toContain('--login: there is no component or listener "db"')
  })
})
