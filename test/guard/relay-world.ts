import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { ClientRequest } from 'node:http'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decider } from '../../src/guard/decide/decide.ts'
import { readGuard } from '../../src/guard/document/read.ts'
import { bodyRelay } from '../../src/guard/relay/relay.ts'
import type { RelayParts } from '../../src/guard/relay/relay.ts'
import { schemasOf } from '../../src/guard/relay/schemas.ts'
import type { Verdict } from '../../src/guard/scan/verdict.ts'
import { clean, notScanned } from '../../src/guard/scan/verdict.ts'
import { asked, handedOn } from '../../src/guard/serve/wire.ts'
import { knowledgeOf, people, reference } from './knowledge.ts'

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Buffer | readonly (string | Buffer)[]
  readonly cookie?: string
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** False where the connection ended in the middle of it. */
  readonly whole: boolean
}

export interface World {
  readonly ask: (target: string, more?: Asked) => Promise<Told>
  readonly open: (target: string, more?: Asked) => ClientRequest
  /** What the program read, as it came. */
  readonly read: string[]
  readonly refused: string[]
  readonly troubles: string[]
  readonly scanned: string[]
  /** Files in which bodies wait. */
  readonly waiting: () => readonly string[]
  readonly stop: () => Promise<void>
}

/** The way of bodies before a program that speaks in bytes; `finds` is the scanner. */
export async function relayWorld(
  routes: string,
  answer: (read: string, socket: Socket) => void,
  {
    schema = '{}',
    most = 1e7,
    finds = (content: Buffer) => (content.includes('worm') ? 'infected' : 'clean'),
  }: { schema?: string; most?: number; finds?: (content: Buffer) => Verdict['kind'] } = {},
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-relay-'))
  const [read, refused, scanned, troubles]: readonly [string[], string[], string[], string[]] = [[], [], [], []]
  const sockets = new Set<Socket>()
  const program: Server = createServer((socket) => {
    sockets.add(socket)
    let all = ''
    socket
      .on('error', () => {})
      .on('data', (bytes: Buffer) => {
        all += bytes.toString('latin1')
        read.push(bytes.toString('latin1'))
        answer(all, socket)
      })
  })
  const path = join(folder, 'program.sock')
  await new Promise<void>((done) => program.listen(path, done))
  const text = `guard: 1\nname: example\ntls: { certificate: { certificate: /c, key: /k } }\nscanner: { clamd: "unix:/nowhere" }\nsites:\n  localhost:\n    component: app\n    upstream: "unix:${path}"\n    read-timeout: 20s\n    routes:\n${routes}`
  const document = readGuard('guard.yaml', text)
  if ('mistakes' in document) throw new Error(JSON.stringify(document.mistakes))
  const { sites } = document.document
  const parts: RelayParts = {
    decide: decider(sites, knowledgeOf(people())),
    async scan(_, body, direction) {
      const all: Buffer[] = []
      try {
        for await (const part of body.bytes) all.push(Buffer.from(part))
      } catch {
        return { verdict: notScanned('cancelled', 'it did not come whole'), admitted: false, findings: [], scanned: 0 }
      }
      const kind = finds(Buffer.concat(all))
      scanned.push(`${direction} ${body.type} ${Buffer.concat(all).toString('latin1').slice(0, 40)} ${kind}`)
      const verdict: Verdict = kind === 'clean' ? clean : kind === 'infected' ? { kind, name: 'Worm' } : notScanned('unreachable', 'nobody')
      return { verdict, admitted: kind === 'clean', findings: [], scanned: 1 }
    },
    schemas: schemasOf(sites, () => schema).conforms,
    records: {
      decision: async (_, decision) => void refused.push(decision.reason),
      refused: async (_, direction, refusal) => void refused.push(`${direction} ${refusal.reason}: ${refusal.detail}`),
    },
    folder,
    most,
    read: () => '',
    trouble: (what) => void troubles.push(what),
  }
  const relay = bodyRelay(parts)
  const socketPath = join(folder, 'relay.sock')
  await new Promise<void>((done) => relay.server.listen(socketPath, done))
  const open = (target: string, { method = 'GET', headers = {}, cookie = `__Host-guard=${reference('a')}` }: Asked = {}): ClientRequest =>
    request({
      socketPath,
      method,
      path: target,
      headers: {
        host: 'localhost',
        [asked.method]: method,
        [asked.scheme]: 'https',
        [asked.host]: 'localhost',
        [asked.target]: target,
        [asked.remote]: '192.0.2.1',
        [handedOn('cookie')]: cookie,
        [handedOn('origin')]: 'https://localhost',
        ...(headers as Record<string, string>),
      },
    })
  return {
    open,
    ask: (target, more = {}) =>
      new Promise((done, failed) => {
        const asking = open(target, more)
        asking.once('error', failed).once('response', (response) => {
          const parts_: Buffer[] = []
          response.on('data', (part: Buffer) => parts_.push(part)).on('error', () => {})
          response.once('close', () =>
            done({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(parts_).toString('latin1'),
              whole: response.complete,
            }),
          )
        })
        const { body } = more
        if (Array.isArray(body)) for (const part of body as readonly (string | Buffer)[]) asking.write(part)
        asking.end(Array.isArray(body) ? undefined : (body as string | Buffer | undefined))
      }),
    read,
    troubles,
    refused,
    scanned,
    waiting: () => readdirSync(folder).filter((name) => name.startsWith('body-')),
    async stop() {
      relay.server.closeAllConnections()
      await new Promise((done) => relay.server.close(done))
      await relay.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => program.close(done))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Answers a whole request with these bytes, once for each; what stands in a list is the last before it goes away. */
export function speaking(say: (read: string) => string | Buffer | readonly [string] | undefined): (read: string, socket: Socket) => void {
  const done = new WeakMap<Socket, number>()
  return (read, socket) => {
    const from = done.get(socket) ?? 0
    const asking = read.slice(from)
    const head = asking.indexOf('\r\n\r\n')
    if (head === -1) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(asking.slice(0, head))?.[1] ?? 0)
    const isChunked = /\r\ntransfer-encoding: chunked/i.test(asking.slice(0, head))
    if (isChunked ? !asking.endsWith('\r\n0\r\n\r\n') : asking.length < head + 4 + length) return
    done.set(socket, read.length)
    const made = say(asking)
    if (made === undefined) socket.destroy()
    else if (Array.isArray(made)) socket.end(Buffer.from((made as readonly [string])[0], 'latin1'))
    else socket.write(typeof made === 'string' ? Buffer.from(made, 'latin1') : (made as Buffer))
  }
}
