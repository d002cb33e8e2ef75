import { statSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { remoteAudit } from '../../src/guard/audit/remote-client.ts'
import { serveAudit } from '../../src/guard/audit/remote-server.ts'
import { decision, keyEvent, newFolder, openLog, records, verified } from './audit-log.ts'

const now = (): Date => new Date('2026-03-01T10:00:00Z')

function newSocket(): string {
  return join(newFolder(), '..', 'audit.sock')
}

async function turns(until: () => boolean): Promise<void> {
  while (!until()) await new Promise((resolve) => setImmediate(resolve))
}

it('processes write one log through its writer, and have what is fail-closed on the disk', async () => {
  const [folder, path] = [newFolder(), newSocket()]
  const log = await openLog(folder)
  const server = await serveAudit(log, path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const [one, other] = [remoteAudit(path, now), remoteAudit(path, now)]
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      await (at % 2 === 0 ? one : other).write(keyEvent(`k${at}`))
      expect(log.status().size).toBeGreaterThan(0)
    }),
  )
  expect(records(folder).filter(({ kind }) => kind === 'key')).toHaveLength(200)
  await one.write(decision('allow'))
  await expect(one.write({ ...keyEvent('x'), key: 'a\nb' } as never)).rejects.toMatchObject({ code: 'not-an-event' })
  one.close()
  other.close()
  await expect(one.write(keyEvent('late'))).rejects.toMatchObject({ code: 'closed' })
  await server.close()
  await log.close()
  expect(verified(folder)).toMatchObject({ problems: [], gaps: [] })
})

it('a writer that is not there is an error for what is fail-closed; the rest is told as a gap when it is there again', async () => {
  const [folder, path] = [newFolder(), newSocket()]
  const log = await openLog(folder)
  const client = remoteAudit(path, now)
  await expect(client.write(keyEvent('refused'))).rejects.toMatchObject({ code: 'not-written' })
  for (let at = 0; at < 3; at++) await client.write(decision('allow'))
  // the failures are known when the next one is
  await expect(client.write(keyEvent('refused'))).rejects.toMatchObject({ code: 'not-written' })
  const first = await serveAudit(log, path)
  await client.write(keyEvent('written'))
  await turns(() => records(folder).some(({ kind }) => kind === 'gap'))
  expect(records(folder).find(({ kind }) => kind === 'gap')).toMatchObject({ cause: 'not-written', lost: 3, since: '2026-03-01T10:00:00.000Z' })
  await first.close()
  await expect(client.write(keyEvent('refused'))).rejects.toMatchObject({ code: 'not-written' })
  const second = await serveAudit(log, path)
  await client.write(keyEvent('again'))
  client.close()
  await second.close()
  await log.close()
  expect(records(folder).flatMap(({ kind, key }) => (kind === 'key' ? [key] : []))).toEqual(['written', 'again'])
})

it('a writer that does not answer, or says no, is an error', async () => {
  const path = newSocket()
  const silent = createServer((socket) => socket.resume())
  await new Promise<void>((resolve) => silent.listen(path, resolve))
  const client = remoteAudit(path, now, 50)
  await expect(client.write(keyEvent('x'))).rejects.toThrow('takes too long')
  client.close()
  silent.close()
  const other = newSocket()
  const server = await serveAudit({ write: async () => Promise.reject(new Error('full')) }, other)
  const refused = remoteAudit(other, now)
  await expect(refused.write(keyEvent('x'))).rejects.toThrow('says: not-written')
  refused.close()
  await server.close()
})

it.each(['nonsense\n', '[]\n', '{"n":1}\n', `${'x'.repeat(20_000)}`])('what is no line of a client ends its connection: %.20s', async (text) => {
  const path = newSocket()
  let written = 0
  const server = await serveAudit({ write: async () => void written++ }, path)
  const socket = connect(path)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  socket.write(text)
  await closed
  expect(written).toBe(0)
  await server.close()
})
