import { spawn, spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/cli/ca/store.ts'
import { call, project } from '../in-process.ts'
import { isMissing, program, reason } from './server.ts'

const cli = join(project, 'dist/cli.js')
const built = existsSync(cli) ? cli : undefined
const script = program('/usr/bin/script')
/** In every secret here, and in no word of any other program of the machine, whose command lines are looked at too. */
const mark = 'canary-4b1f'
const secret = `${mark}-passphrase`

describe.skipIf(isMissing(built))(`ringwall ca as a process${reason(built)}`, { timeout: 240_000 }, () => {
  let folder = ''
  const env = { PATH: '/usr/bin:/bin', PASS: secret, STORES: `${mark}-stores` }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-ca-process-'))
    const secrets = ['--passphrase', 'env:PASS']
    await call(['ca', 'init', 'ca', '--permit-dns', 'internal.example', ...secrets], folder, env)
    for (const name of ['a', 'b', 'c'])
      await call(['ca', 'issue', name, '--dns', `${name}.internal.example`, '--stores', 'env:STORES', ...secrets], folder, env)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  function isWhole(cwd: string): void {
    const { state } = openStore(join(cwd, 'ca'), 'ca')
    for (const name of ['a', 'b', 'c']) {
      const read = (file: string): string => readFileSync(join(cwd, 'certificates', name, file), 'utf8')
      const certificate = new X509Certificate(read('tls.crt'))
      expect(certificate.checkPrivateKey(createPrivateKey(read('tls.key')))).toBe(true)
      expect(state.issued.map(({ serial }) => serial)).toContain(certificate.serialNumber)
    }
  }

  // ten moments, spread over a run; every single step is src/cli/ca/faults.test.ts
  it('that is killed at any moment leaves every component a certificate with its key, on record', async () => {
    const ends = { before: 0, during: 0, after: 0 }
    const old = openStore(join(folder, 'ca'), 'ca').revision
    const whole = spawnSync('node', [cli, 'ca', 'status', '--format', 'json'], { cwd: folder, env, encoding: 'utf8' })
    expect(whole.status).toBe(0)
    const started = process.hrtime.bigint()
    const copy = `${folder}-whole`
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
    expect(spawnSync('node', [cli, 'ca', 'renew', '--all', '--passphrase', 'env:PASS'], { cwd: copy, env }).status).toBe(0)
    const length = Number(process.hrtime.bigint() - started) / 1e6
    rmSync(copy, { recursive: true })
    for (let turn = 0; turn < 10; turn++) {
      const cwd = `${folder}-${turn}`
      cpSync(folder, cwd, { recursive: true, verbatimSymlinks: true })
      const child = spawn('node', [cli, 'ca', 'renew', '--all', '--passphrase', 'env:PASS'], { cwd, env, stdio: 'ignore' })
      const gone = new Promise((resolve) => child.once('exit', resolve))
      // at once, then from where keys are opened to the end: the first files are written late
      await Promise.race([gone, later(turn === 0 ? 0 : length * (0.3 + (0.7 * turn) / 9))])
      const isDone = child.exitCode !== null
      child.kill('SIGKILL')
      await gone
      isWhole(cwd)
      ends[isDone ? 'after' : openStore(join(cwd, 'ca'), 'ca').revision === old ? 'before' : 'during']++
      expect((await call(['ca', 'renew', '--passphrase', 'env:PASS'], cwd, env)).exit).toBe(0)
      expect((await call(['ca', 'status'], cwd, env)).exit).toBe(0)
      isWhole(cwd)
      rmSync(cwd, { recursive: true })
    }
    expect(ends.before + ends.during + ends.after).toBe(10)
    expect(ends.before).toBeGreaterThan(0)
  })

  it('has no passphrase in its command line, in what it says, or in a file', async () => {
    const child = spawn('node', [cli, 'ca', 'renew', '--all', '--passphrase', 'env:PASS'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += String(piece)))
    const lines = new Set<string>()
    const gone = new Promise((resolve) => child.once('close', resolve))
    while (child.exitCode === null) {
      lines.add(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout)
      await Promise.race([gone, later(50)])
    }
    await gone
    expect(child.exitCode).toBe(0)
    expect([...lines].some((all) => all.includes('ca renew --all --passphrase env:PASS'))).toBe(true)
    expect([...lines].join('') + said).not.toContain(mark)
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, file)
      if (!statSync(path).isFile()) continue
      const content = readFileSync(path)
      expect(content.includes(mark)).toBe(false)
      expect((statSync(path).mode & 0o077) !== 0 && /PRIVATE KEY/.test(content.toString('latin1'))).toBe(false)
    }
  })

  it.skipIf(isMissing(script))('asks at the terminal, and what is typed is not shown', async () => {
    const typed = join(folder, 'shown.txt')
    writeFileSync(typed, '')
    const command = `node ${cli} ca renew a`
    const child = spawn(script ?? '', ['-qefc', command, typed], { cwd: folder, env: { ...env, TERM: 'dumb' }, stdio: ['pipe', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (piece) => {
      said += String(piece)
      if (said.endsWith('(--passphrase): ')) child.stdin.write(`${secret}x\u007f\r`)
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(said).toContain('Passphrase of the keys (--passphrase): ')
    expect(said).toContain('a: a.internal.example')
    expect([code, said.includes(mark), readFileSync(typed, 'utf8').includes(mark)]).toEqual([0, false, false])
  })
})
