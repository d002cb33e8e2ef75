import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanBody, usualLimits } from '../../src/guard/scan/body.ts'
import type { ScanLimits } from '../../src/guard/scan/body.ts'
import type { ClamdAddress } from '../../src/guard/scan/clamd.ts'
import { Instream } from '../../src/guard/scan/clamd.ts'
import { encryptedArchive } from '../../src/guard/scan/encrypted.ts'
import { scannerHealth, tellsLimits, tellsLocks } from '../../src/guard/scan/health.ts'
import type { Verdict } from '../../src/guard/scan/verdict.ts'
import { clamd, eicar, startClamd } from '../guard/clamd.ts'
import { pieces } from '../guard/scan-stand-in.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, reason, sandbox } from './server.ts'

const megabyte = 1 << 20
const asked = { signal: new AbortController().signal, timeout: 20_000 }

describe.skipIf(isMissing(clamd))(`clamd as the guard's scanner${reason(clamd)}`, () => {
  let box: Sandbox
  let tcp: ClamdAddress
  let unix: ClamdAddress
  let silent: ClamdAddress
  beforeAll(async () => {
    box = sandbox('guard-scan')
    const port = await freePort()
    await started('one', [
      `TCPSocket ${port}`,
      'TCPAddr 127.0.0.1',
      'AlertExceedsMax yes',
      'AlertEncrypted yes',
      'MaxFileSize 20M',
      'StreamMaxLength 4M',
    ])
    await started('silent', ['MaxFileSize 20M', 'StreamMaxLength 4M'])
    tcp = { host: '127.0.0.1', port }
    unix = { path: join(box.folder, 'one.sock') }
    silent = { path: join(box.folder, 'silent.sock') }
  })
  afterAll(async () => box.stop())

  const started = (name: string, lines: readonly string[]): Promise<ChildProcess> => startClamd(box, name, lines)

  async function verdict(
    content: string | Uint8Array,
    at = unix,
    type = 'application/octet-stream',
    limits: Partial<ScanLimits> = {},
  ): Promise<Verdict> {
    const body = { type, bytes: pieces(Buffer.from(content), 50_000) }
    return (await scanBody(body, { clamd: at, limits: { ...usualLimits, ...limits }, endToEnd: [], signal: asked.signal })).verdict
  }

  const infected = (name: string): Verdict => ({ kind: 'infected', name: `${name}.UNOFFICIAL` })

  it.each([
    ['a content that is clean', 'harmless', { kind: 'clean' }],
    ['none at all', '', { kind: 'clean' }],
    ['one of a megabyte', Buffer.alloc(megabyte, 'x'), { kind: 'clean' }],
    ['the test file, by its hash', eicar, infected('Own.TestFile')],
    ['the test file and a byte more, which is another file', `${eicar}x`, { kind: 'clean' }],
    ['bytes in the middle', `${'x'.repeat(300_000)}worm-of-the-test${'x'.repeat(300_000)}`, infected('Own.Bytes')],
    ['two that come together', `other-half ... first-half`, infected('Own.Both')],
    ['one of them', `first-half`, { kind: 'clean' }],
    ['inside gzip', gzipSync(eicar), infected('Own.TestFile')],
  ] satisfies readonly (readonly [string, string | Uint8Array, Verdict])[])('%s', async (_, content, expected) => {
    expect([await verdict(content), await verdict(content, tcp)]).toEqual([expected, expected])
  })

  it('finds in what bodies hold what it does not find in the bodies', async () => {
    const inBase64 = Buffer.from(eicar).toString('base64')
    const form = `--XX\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n${eicar}\r\n--XX--\r\n`
    const bodies: readonly (readonly [string, string])[] = [
      ['text/plain', inBase64],
      ['application/json', JSON.stringify({ a: [eicar] })],
      ['application/json', JSON.stringify({ a: inBase64 })],
      ['multipart/form-data; boundary=XX', form],
    ]
    for (const [type, body] of bodies) {
      const bare = new Instream(unix, { ...asked, limit: Infinity })
      await bare.write(Buffer.from(body))
      expect([type, await bare.finish(), await verdict(body, tcp, type)]).toEqual([type, { kind: 'clean' }, infected('Own.TestFile')])
    }
  })

  it('is not scanned beyond a limit, of ours or of clamd, however clamd says so', async () => {
    for (const at of [unix, tcp]) {
      // clamd's StreamMaxLength is 4 MiB: it answers or only resets, and both are known
      const over = await verdict(Buffer.alloc(6 * megabyte, 'x'), at)
      expect(over).toEqual(expect.objectContaining({ kind: 'not-scanned', reason: expect.stringMatching(/^(?:too-large|broken)$/) }))
      expect(await verdict(Buffer.alloc(2 * megabyte), at, 'text/plain', { bytes: megabyte })).toMatchObject({
        kind: 'not-scanned',
        reason: 'too-large',
      })
      expect(await verdict(Buffer.alloc(3 * megabyte, 'x'), at)).toEqual({ kind: 'clean' })
    }
  })

  it('is not scanned where clamd meets a bomb; a clamd that passes over it is known', async () => {
    const bomb = gzipSync(Buffer.alloc(30 * megabyte))
    expect(await verdict(bomb)).toMatchObject({ kind: 'not-scanned', reason: 'too-large' })
    // what makes the question worth asking
    expect(await verdict(bomb, silent)).toEqual({ kind: 'clean' })
    expect([await tellsLimits(unix, 30, asked), await tellsLimits(silent, 30, asked), await tellsLimits({ path: '/nonexistent' }, 1, asked)]).toEqual(
      ['tells', 'silent', 'unknown'],
    )
  })

  it('is not scanned where clamd cannot open it; a clamd that passes over it is known', async () => {
    expect(await verdict(encryptedArchive())).toMatchObject({ kind: 'not-scanned', reason: 'locked' })
    expect(await verdict(encryptedArchive(), silent)).toEqual({ kind: 'clean' })
    expect([await tellsLocks(unix, asked), await tellsLocks(silent, asked), await tellsLocks({ path: '/nonexistent' }, asked)]).toEqual([
      'tells',
      'silent',
      'unknown',
    ])
  })

  it('tells its health', async () => {
    expect(await scannerHealth(tcp, Date.now(), Buffer.from('random'), asked)).toEqual({
      answers: true,
      version: expect.stringMatching(/^1\.\d+\.\d+$/),
      detail: 'its signatures have no date',
      detects: true,
    })
    expect(await scannerHealth({ path: '/nonexistent' }, 0, Buffer.from('x'), asked)).toMatchObject({ answers: false, detects: false })
  })

  it('is not scanned when clamd is killed in the middle, and scanned again when it is back', async () => {
    const port = await freePort()
    const lines = [`TCPSocket ${port}`, 'TCPAddr 127.0.0.1']
    for (const at of [{ path: join(box.folder, 'killed.sock') }, { host: '127.0.0.1', port }]) {
      const name = 'path' in at ? 'killed' : 'killed-tcp'
      const child = await started(name, lines)
      const session = new Instream(at, { ...asked, limit: Infinity })
      await session.write(Buffer.alloc(500_000))
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      for (let sent = 0; sent < 20; sent++) await session.write(Buffer.alloc(50_000))
      expect(await session.finish()).toMatchObject({ kind: 'not-scanned', reason: 'broken' })
      expect(await verdict('x', at)).toMatchObject({ kind: 'not-scanned', reason: 'unreachable' })
    }
    await started('back', lines)
    expect(await verdict(eicar, { host: '127.0.0.1', port })).toEqual(infected('Own.TestFile'))
  })

  it('is not scanned by a clamd that is stopped, within the deadline', async () => {
    const child = await started('stopped', [])
    child.kill('SIGSTOP')
    try {
      const at = { path: join(box.folder, 'stopped.sock') }
      expect(await verdict(Buffer.alloc(3 * megabyte), at, 'text/plain', { timeout: 700 })).toMatchObject({ kind: 'not-scanned', reason: 'timeout' })
    } finally {
      child.kill('SIGCONT')
    }
  })
})
