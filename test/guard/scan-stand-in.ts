import { mkdtempSync, rmSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClamdAddress } from '../../src/guard/scan/clamd.ts'

/** Something that listens as a scanner does and behaves as a test wants. */
export interface StandIn {
  readonly address: ClamdAddress
  /** The contents that came whole. */
  readonly contents: Buffer[]
  readonly stop: () => void
}

/** `answer` gets each content; `talk` takes a connection over altogether. */
export async function standIn(behave: { answer?: (content: Buffer) => string; talk?: (socket: Socket) => void; tcp?: boolean }): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-scan-'))
  const path = join(folder, 'clamd.sock')
  const contents: Buffer[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (behave.talk !== undefined) {
      behave.talk(socket)
      return
    }
    let all = Buffer.alloc(0)
    socket.on('data', (bytes: Buffer) => {
      all = Buffer.concat([all, bytes])
      const content = whole(all)
      if (content === undefined) return
      contents.push(content)
      socket.end(behave.answer?.(content) ?? 'stream: OK\0')
    })
  })
  await new Promise<void>((resolve) => (behave.tcp === true ? server.listen(0, '127.0.0.1', resolve) : server.listen(path, resolve)))
  const at = server.address()
  return {
    address: at !== null && typeof at === 'object' ? { host: '127.0.0.1', port: at.port } : { path },
    contents,
    stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function whole(all: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = 'zINSTREAM\0'.length; at + 4 <= all.length;) {
    const length = all.readUInt32BE(at)
    if (length === 0) return Buffer.concat(parts)
    parts.push(all.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}

/** The bytes in pieces of random or given lengths. */
export async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}
