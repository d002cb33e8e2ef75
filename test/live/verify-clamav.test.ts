import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tcp } from '../../src/probes/tcp/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const clamd = program('/usr/sbin/clamd')
const day = 24 * 3_600_000
const target = { technology: 'clamav' }

describe.skipIf(isMissing(clamd))(`clamd on the wire${reason(clamd)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-clamav')
  })
  afterAll(() => box.stop())

  /** clamd with one signature of the test's own; with an age, in an unsigned database of every day. */
  async function started(age: number | undefined): Promise<number> {
    const port = await freePort()
    const folder = join(box.folder, `signatures-${count++}`)
    mkdirSync(folder, { mode: 0o755 })
    const signature = `${'ab'.repeat(16)}:68:Own.Signature\n`
    if (age === undefined) writeFileSync(join(folder, 'own.hdb'), signature)
    else writeFileSync(join(folder, 'daily.cud'), database(signature, Math.floor((Date.now() - age) / 1000)))
    writeFileSync(`${folder}.conf`, `TCPSocket ${port}\nTCPAddr 127.0.0.1\nDatabaseDirectory ${folder}\nForeground yes\n`)
    box.start(clamd ?? '', ['-c', `${folder}.conf`])
    await eventually(() => asked(tcp, port, { target }))
    return port
  }

  /** A head of 512 bytes, then an archive that says the same of itself (libclamav, cvd.c). */
  function database(signature: string, seconds: number): Buffer {
    const head = (digest: string): string => `ClamAV-VDB:01 Jan 2026 00-00 +0000:27000:1:90:${digest}:X:own:${seconds}`
    const row = (name: string, text: string): string => `${name}:${text.length}:${createHash('sha256').update(text).digest('hex')}\n`
    const parts = join(box.folder, `parts-${count}`)
    mkdirSync(parts, { mode: 0o777 })
    writeFileSync(join(parts, 'COPYING'), 'x\n')
    writeFileSync(join(parts, 'daily.hdb'), signature)
    writeFileSync(join(parts, 'daily.info'), `${head('X')}\n${row('COPYING', 'x\n')}${row('daily.hdb', signature)}`)
    box.run('/bin/tar', ['-C', parts, '-czf', `${parts}.tgz`, 'COPYING', 'daily.info', 'daily.hdb'])
    return Buffer.concat([Buffer.from(head('a'.repeat(32)).padEnd(512)), readFileSync(`${parts}.tgz`)])
  }

  it.each([
    ['fresh', day, /^safe of the last 7 days$/],
    ['old', 30.5 * day, /^unsafe (?:29|30|31) days old$/],
    ['perhaps old', 7 * day, /in a time zone that it does not name/],
    ['of the future', -3 * day, /of the future/],
    ['not there', undefined, /no date of its signatures/],
  ])('tells that everybody may use it, and signatures that are %s', { timeout: 60_000 }, async (_, age, wanted) => {
    const [way, scanner] = await asked(tcp, await started(age), { target, timeout: 10_000 })
    const { authentication, observations = [], unproven = [] } = scanner?.learned ?? {}
    expect([way?.learned?.tls, authentication]).toEqual(['none', 'none'])
    expect([...observations.map(({ verdict, actual }) => `${verdict} ${actual}`), ...unproven]).toEqual([expect.stringMatching(wanted)])
  })

  it('is asked nothing where the product is not known', async () => {
    const answers = await asked(tcp, await started(undefined))
    expect(answers.map(({ probe, outcome }) => [probe, outcome])).toEqual([['tcp/transport', 'unproven']])
  })
})
