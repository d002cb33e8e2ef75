import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasher } from '../../src/guard/audit/values.ts'
import type { AuditEvent } from '../../src/guard/audit/event.ts'
import type { EgressEvent } from '../../src/guard/egress/events.ts'
import { usageOf } from '../../src/guard/egress/learn.ts'
import type { Relay } from '../../src/guard/egress/relay.ts'
import { listOf } from '../../src/guard/egress/written.ts'
import { startEgress } from '../../src/guard/serve/egress.ts'
import { clamd, eicar, startClamd } from '../guard/clamd.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const curl = program('/usr/bin/curl')
const token = 'a-token-of-the-test-that-is-long'

describe.skipIf(isMissing(clamd) || isMissing(curl))(`HTTP in the clear through the relay, with clamd${reason(clamd)}${reason(curl)}`, () => {
  let box: Sandbox
  let scanned: Relay
  let alone: Relay
  let [proxy, other, port] = [0, 0, 0]
  const got: string[] = []
  const records: AuditEvent[] = []
  const files: Readonly<Record<string, Buffer>> = {
    '/clean': Buffer.from('clean'),
    '/virus': Buffer.from(eicar),
    '/packed': gzipSync(eicar),
    '/json': Buffer.from(JSON.stringify({ a: [Buffer.from(eicar).toString('base64')] })),
  }
  const server = createServer((message, response) => {
    const parts: Buffer[] = []
    message.on('data', (part: Buffer) => parts.push(part))
    message.on('end', () => {
      got.push(Buffer.concat(parts).toString('latin1'))
      if (message.url === '/json') response.setHeader('content-type', 'application/json')
      response.end(files[message.url ?? ''])
    })
  })
  const settings = (): Omit<Parameters<typeof startEgress>[0]['settings'], 'listen'> => ({
    mode: 'enforce',
    journal: join(box.folder, 'egress.jsonl'),
    roles: { web: { token: 'env:X', from: [] } },
    entries: [
      {
        id: 'shop',
        host: 'localhost',
        ports: [port],
        roles: ['web'],
        purpose: 'the test',
        owner: 'the test',
        plaintext: { until: '2999-01-01', why: 'the test' },
        inside: { until: '2999-01-01', why: 'the test', networks: ['127.0.0.0/8', '::1/128'] },
      },
    ],
  })
  beforeAll(async () => {
    box = sandbox('guard-egress-scan')
    await startClamd(box, 'one', ['AlertExceedsMax yes', 'AlertEncrypted yes', 'MaxFileSize 20M', 'StreamMaxLength 4M'])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    const folder = join(box.folder, 'bodies')
    mkdirSync(folder, { mode: 0o700 })
    ;[proxy, other] = [await freePort(), await freePort()]
    const common = {
      folder,
      tokens: new Map([['web', token]]),
      audit: { write: async (event: AuditEvent) => void records.push(event) },
      hash: hasher(randomBytes(32)),
      random: (bytes: number) => randomBytes(bytes),
      now: Date.now,
      trouble: (what: string) => {
        throw new Error(what)
      },
    }
    const scanner = { clamd: `unix:${box.folder}/one.sock`, threads: 10, largest: '4m', total: '16m', 'file-limit': '20m', patience: '30s' }
    scanned = await startEgress({ ...common, settings: { ...settings(), listen: `127.0.0.1:${proxy}` }, scanner })
    alone = await startEgress({ ...common, settings: { ...settings(), listen: `127.0.0.1:${other}` } })
  })
  afterAll(async () => {
    await scanned?.close()
    await alone?.close()
    server.close()
    server.closeAllConnections()
    await box.stop()
  })

  /** Status and body, as curl has them. */
  async function called(at: number, path: string, ...more: readonly string[]): Promise<string> {
    const args = ['-q', '-s', '--max-time', '60', '--proxy', `http://web:${token}@127.0.0.1:${at}`, '--noproxy', '']
    const { stdout } = await promisify(execFile)(curl ?? '', [...args, '-w', ' %{http_code}', ...more, `http://localhost:${port}${path}`])
    return stdout
  }

  it('passes what is clean, refuses what is not in either direction, and writes it down', { timeout: 120_000 }, async () => {
    const file = join(box.folder, 'upload')
    writeFileSync(file, eicar)
    expect(await called(proxy, '/clean', '--data-binary', 'hello')).toBe('clean 200')
    expect(await called(proxy, '/clean', '--data-binary', `@${file}`, '-H', 'Content-Type: application/octet-stream')).toBe('infected\n 403')
    expect(await called(proxy, '/clean', '-F', `file=@${file}`)).toBe('infected\n 403')
    expect(await called(proxy, '/clean', '--json', files['/json']?.toString() ?? '')).toBe('infected\n 403')
    // none of these came to the server
    expect(got).toEqual(['hello'])
    for (const path of ['/virus', '/packed', '/json']) expect(await called(proxy, path)).toBe('infected\n 403')
    // nobody who scans is no scan
    expect(await called(other, '/clean')).toBe('not-scanned\n 403')
    expect(await called(other, '/clean', '--data-binary', 'unseen')).toBe('not-scanned\n 403')
    expect(got.join(' ')).not.toContain('unseen')

    const scans = records.flatMap((record) => (record.kind === 'scan' ? [record] : []))
    expect(scans.map(({ direction, verdict }) => `${direction} ${verdict}`)).toEqual([
      'upload clean',
      'download clean',
      ...Array.from({ length: 3 }, () => 'upload infected'),
      ...Array.from({ length: 3 }, () => 'download infected'),
      'download not-scanned',
      'upload not-scanned',
    ])
    expect(scans[2]).toMatchObject({ who: { type: 'component', id: 'web' }, route: 'egress/shop', name: 'Own.TestFile.UNOFFICIAL' })
    expect(JSON.stringify(records)).not.toContain(token)
    const journal = readFileSync(join(box.folder, 'egress.jsonl'), 'utf8').trim().split('\n')
    const [usage] = usageOf(
      listOf({ ...settings(), listen: '' }),
      journal.map((line) => JSON.parse(line) as EgressEvent),
      Date.now(),
    )
    expect(usage).toMatchObject({ entry: 'shop', times: 5, clear: 0, tls: 0, scanned: 5, unclean: 8 })
  })
})
