import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Collector } from '../../src/guard/audit/export/collector.ts'
import { fileElsewhere, httpElsewhere } from '../../src/guard/audit/export/elsewhere.ts'
import { follow, readOn, shipAll, skipAll } from '../../src/guard/audit/export/follow.ts'
import { call } from '../in-process.ts'
import { decision, handClock, keyEvent, newFolder, openLog, verified } from './audit-log.ts'

interface Asked {
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

// answers as the collector of OpenTelemetry does; held to the protocol's JSON encoding, not to a real one, which Debian does not have
const asked: Asked[] = []
let answer: { status: number; body: string } = { status: 200, body: '{}' }
const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (piece: string) => (body += piece))
  request.once('end', () => {
    asked.push({ path: request.url, headers: request.headers, body })
    response.writeHead(answer.status, answer.status === 302 ? { location: '/elsewhere' } : {})
    response.end(answer.body)
  })
})
let base = ''
let folder = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  folder = newFolder()
  const log = await openLog(folder)
  await log.write(keyEvent('one'))
  await log.write(decision('deny'))
  await log.close()
})
afterAll(() => server.close())

async function send(...more: readonly string[]): ReturnType<typeof call> {
  asked.length = 0
  return call(['guard', 'audit', 'export', folder, '--collector', `${base}/v1/logs`, ...more], undefined, { TOKEN: 'Bearer made-up' })
}

describe('records at a collector of OpenTelemetry', () => {
  it('are log records with the record verbatim', async () => {
    answer = { status: 200, body: '{}' }
    expect(await send('--header', 'authorization=env:TOKEN')).toMatchObject({ exit: 0, stderr: expect.stringContaining('4 records were sent') })
    expect(asked[0]).toMatchObject({ path: '/v1/logs', headers: { 'content-type': 'application/json', authorization: 'Bearer made-up' } })
    const { resourceLogs } = JSON.parse(asked[0]!.body) as { resourceLogs: [{ resource: unknown; scopeLogs: [{ logRecords: unknown[] }] }] }
    expect(resourceLogs[0].scopeLogs[0].logRecords).toHaveLength(4)
    const json = (await call(['guard', 'audit', 'show', folder, '--format', 'json'])).stdout.split('\n')
    expect(resourceLogs[0].scopeLogs[0].logRecords[2]).toMatchObject({
      timeUnixNano: '1772359200000000000',
      severityNumber: 10,
      eventName: 'ringwall.decision',
      body: { stringValue: json[2] },
      attributes: expect.arrayContaining([
        { key: 'ringwall.seq', value: { intValue: '2' } },
        { key: 'ringwall.verdict', value: { stringValue: 'deny' } },
      ]),
    })
  })

  it.each([
    [503, '', 'answers 503'],
    [302, '', 'answers 302'],
    [200, '{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"full"}}', 'did not take 2 records'],
  ])('are not sent where it says %d %s', async (status, body, what) => {
    answer = { status, body }
    const position = join(mkdtempSync(join(tmpdir(), 'ringwall-audit-')), 'position')
    expect(await send('--position', position)).toMatchObject({ exit: 2, stderr: expect.stringContaining(what) })
    expect(asked).toHaveLength(1)
    answer = { status: 200, body: '' }
    expect(await send('--position', position)).toMatchObject({ exit: 0, stderr: expect.stringContaining('4 records') })
    expect(await send('--position', position)).toMatchObject({ exit: 0, stderr: expect.stringContaining('0 records') })
  })
})

it('follows a log through its segments, and again until the collector has the records', async () => {
  const log = newFolder()
  const clock = handClock()
  const got: number[] = []
  let isDown = false
  const collector: Collector = {
    name: 'collector',
    async send(records) {
      if (isDown) throw new Error('down')
      got.push(...records.map(({ record }) => record.seq))
    },
  }
  const position = join(log, 'position')
  const writer = await openLog(log, { clock, segmentBytes: 3_000 })
  let following = follow(log, collector, position, clock)
  for (let at = 0; at < 60; at++) {
    await writer.write(keyEvent(`k${at}`))
    isDown = at % 20 < 8
    if (at === 40) {
      await following.close()
      following = follow(log, collector, position, clock)
    }
    clock.pass(1_000)
    // reading and sending to this collector take no more than these turns
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  isDown = true
  await writer.write(keyEvent('last'))
  await following.close()
  expect(following.fault()).toBe('down')
  isDown = false
  await writer.close()
  await following.close()
  expect(following.fault()).toBeUndefined()
  expect(got).toEqual(Array.from({ length: 63 }, (_, at) => at))
  expect(readOn(log, undefined).records[0]?.record.kind).toBe('start')
})

it('passes over what is there, and sends what comes after', async () => {
  const log = newFolder()
  const position = join(log, 'position')
  const writer = await openLog(log)
  await writer.write(keyEvent('before'))
  skipAll(log, position)
  await writer.write(keyEvent('after'))
  const got: string[] = []
  const collector: Collector = { name: 'collector', send: async (records) => void got.push(...records.map(({ json }) => json)) }
  await shipAll(log, collector, position)
  await writer.close()
  expect(got).toEqual([expect.stringContaining('"after"')])
})

it('keeps checkpoints in a file and at a server', async () => {
  answer = { status: 204, body: '' }
  asked.length = 0
  const log = newFolder()
  const file = join(mkdtempSync(join(tmpdir(), 'ringwall-audit-')), 'kept')
  const http = httpElsewhere({ url: new URL(`${base}/checkpoints`), headers: {}, timeout: 5_000 })
  for (let round = 0; round < 2; round++) await (await openLog(log, { places: [fileElsewhere(file), http] })).close()
  expect(verified(log, readFileSync(file, 'utf8'))).toMatchObject({ outside: 2, problems: [] })
  expect(verified(log, asked.at(-1)!.body)).toMatchObject({ outside: 1, problems: [] })
})
