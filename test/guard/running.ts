import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http'
import type { Server as NetServer } from 'node:net'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { randomBytes } from 'node:crypto'
import type { AuditEvent } from '../../src/guard/audit/event.ts'
import { hasher } from '../../src/guard/audit/values.ts'
import { decider } from '../../src/guard/decide/decide.ts'
import type { Knowledge } from '../../src/guard/decide/ports.ts'
import type { GuardDocument } from '../../src/guard/document/read.ts'
import { readGuard } from '../../src/guard/document/read.ts'
import type { Times } from '../../src/guard/embedded/passage.ts'
import { embeddedPlane } from '../../src/guard/embedded/plane.ts'
import { prepared } from '../../src/guard/embedded/works.ts'
import type { Decision } from '../../src/guard/model/decision.ts'
import { renderNginx } from '../../src/guard/render/nginx/index.ts'
import { mainFile, renderHaproxy } from '../../src/guard/render/haproxy/index.ts'
import type { Render } from '../../src/guard/render/types.ts'
import { sockets as names } from '../../src/guard/render/types.ts'
import type { Upgrades } from '../../src/guard/serve/upgrades.ts'
import { bodies } from '../../src/guard/serve/bodies.ts'
import { upgrades } from '../../src/guard/serve/upgrades.ts'
import type { Assert } from '../../src/guard/serve/assertion.ts'
import { agentServer } from '../../src/guard/serve/agent.ts'
import type { Ask, Service } from '../../src/guard/serve/decisions.ts'
import { answering, decisionServer } from '../../src/guard/serve/decisions.ts'
import type { Listener } from '../../src/guard/serve/listener.ts'
import type { Sandbox } from '../live/server.ts'
import { freePort } from '../live/server.ts'
import { goodPair, listening, pki, programs } from '../tls/real-servers.ts'
import { exampleText } from './example.ts'

/** What the program behind the guard was asked. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

export interface Running {
  readonly https: number
  readonly http: number
  /** What guard.yaml says, and the folder of sockets and of the engine's files. */
  readonly text: string
  readonly folder: string
  readonly document: GuardDocument
  readonly seen: Seen[]
  readonly decisions: Decision[]
  /** Sockets that are open. */
  readonly sockets: Upgrades
  /** The service, to be stopped and started again. */
  readonly service: { readonly start: () => Promise<void>; readonly stop: () => Promise<void> }
  /** What the log was told of bodies. */
  readonly told: AuditEvent[]
  /** Ends what carries requests in this process; an engine ends with its sandbox. */
  readonly close: () => Promise<void>
}

export interface Given {
  readonly knowledge: Knowledge
  readonly assert?: Assert
  readonly kept?: boolean
  readonly workers?: string
  /** What answers below `/.guard/`. */
  readonly portal?: (document: GuardDocument) => Server
  /** Answers as the program behind the guard; what it is asked is noted before. */
  readonly program?: RequestListener
  /** What guard.yaml says otherwise than the example. */
  readonly text?: (example: string) => string
  /** Writes the engine's configuration and starts it with it; one in the same process asks by itself, and says how it ends. */
  readonly engine: (box: Sandbox, document: GuardDocument, folder: string, ask: Ask) => void | Promise<() => Promise<void>>
}

/** A program, the decision service and an engine in front of them, all on loopback. */
export async function running(
  box: Sandbox,
  { knowledge, assert, kept = false, workers, portal, program, text: changed = (example) => example, engine }: Given,
): Promise<Running> {
  const certificates = pki(box)
  const pair = goodPair(certificates)
  const folder = join(box.folder, 'run')
  mkdirSync(folder)
  const [https, http, upstream] = [await freePort(), await freePort(), await freePort()]
  const text = changed(
    exampleText({
      folder,
      https,
      http,
      upstream,
      certificate: pair.cert,
      key: pair.key,
      kept,
      ...(workers === undefined ? {} : { workers }),
    }),
  )
  const read = readGuard('guard.yaml', text)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const seen: Seen[] = []
  await listen(
    createServer((request, response) => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
      request.resume()
      if (program !== undefined) return program(request, response)
      response.setHeader('X-Powered-By', 'a program').end('the program')
    }).on('upgrade', (request, socket) => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nopen')
      socket.on('error', () => socket.destroy()).on('data', (text: Buffer) => socket.write(text))
    }),
    upstream,
  )
  const decisions: Decision[] = []
  const sockets = upgrades({ decide: decider(read.document.sites, knowledge), random: randomBytes, read: () => '' })
  await listen(sockets.server, join(folder, names.upgrades))
  chmodSync(join(folder, names.upgrades), 0o666)
  const told: AuditEvent[] = []
  const looked = bodies({
    document: read.document,
    decide: decider(read.document.sites, knowledge),
    record: async () => {},
    audit: { write: async (event) => void told.push(event) },
    hash: hasher(Buffer.alloc(32, 1)),
    read: (file) => readFileSync(file, 'utf8'),
    random: randomBytes,
    now: Date.now,
    trouble: () => {},
  })
  if (looked !== undefined) {
    mkdirSync(join(folder, 'bodies'))
    await listen(looked.server, join(folder, names.bodies))
    chmodSync(join(folder, names.bodies), 0o666)
  }
  const service = serviceOf(
    read.document,
    { knowledge, ticket: sockets.ticket, ...(assert === undefined ? {} : { assert }) },
    folder,
    decisions,
    kept,
  )
  await service.start()
  if (portal !== undefined) {
    await listen(portal(read.document), join(folder, names.portal))
    chmodSync(join(folder, names.portal), 0o666)
  }
  own(box.folder, folder)
  const close = (await engine(box, read.document, folder, service.ask)) ?? (async () => {})
  await listening(https)
  return { https, http, text, folder, document: read.document, seen, decisions, sockets, service, told, close }
}

function serviceOf(
  document: GuardDocument,
  { knowledge, assert, ticket }: Pick<Given, 'knowledge' | 'assert'> & Pick<Upgrades, 'ticket'>,
  folder: string,
  decisions: Decision[],
  kept: boolean,
): Running['service'] & { readonly ask: Ask } {
  let server: Listener | undefined
  let agent: Listener | undefined
  let answer: Ask | undefined
  return {
    ask: (question) => {
      if (answer === undefined) throw new Error('the decision service is gone')
      return answer(question)
    },
    start: async () => {
      const parts: Service = {
        decide: decider(document.sites, knowledge),
        ...(assert === undefined ? {} : { assert }),
        record: (_, decision) => void decisions.push(decision),
        keeps: kept,
        now: Date.now,
        ticket,
      }
      answer = answering(parts)
      server = decisionServer(parts)
      agent = agentServer(parts)
      for (const [one, name] of [
        [server, names.decisions],
        [agent, names.agent],
      ] as const) {
        await listen(one, join(folder, name))
        chmodSync(join(folder, name), 0o666)
      }
    },
    stop: async () => {
      answer = undefined
      server?.closeAllConnections()
      agent?.closeAllConnections()
      await Promise.all([server, agent].map((one) => new Promise((resolve) => one?.close(resolve))))
    },
  }
}

function listen(server: NetServer, where: number | string): Promise<void> {
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    if (typeof where === 'number') server.listen(where, '127.0.0.1', resolve)
    else server.listen(where, resolve)
  })
}

/** Readable by all: the engine of a test is somebody else. */
export function writeAll(folder: string, files: ReturnType<Render>): void {
  for (const file of files) {
    if ('target' in file) symlinkSync(file.target, join(folder, file.name))
    else writeFileSync(join(folder, file.name), file.text, { mode: 0o644 })
  }
}

/** HAProxy with what is rendered for it. */
export function haproxyWith(native: string): Given['engine'] {
  return (box, document, folder) => {
    const [file, haproxy] = [join(folder, mainFile), programs.haproxy ?? '']
    writeAll(
      folder,
      renderHaproxy(document, () => native),
    )
    box.run(haproxy, ['-c', '-q', '-f', file])
    box.start(haproxy, ['-db', '-f', file])
  }
}

/** nginx with what is rendered for it; `native` is the secret of each header that is added. */
export function nginxWith(native: string): Given['engine'] {
  return (box, document, folder) => {
    const [file, nginx] = [join(folder, 'nginx.conf'), programs.nginx ?? '']
    writeAll(
      folder,
      renderNginx(document, () => native),
    )
    box.run(nginx, ['-t', '-c', file])
    box.start(nginx, ['-c', file, '-g', 'daemon off;'])
  }
}

/** The data plane without an engine, in this process. */
export function embeddedWith(native: string, times?: Times): Given['engine'] {
  return async (_, document, __, ask) => {
    const read = (file: string): string => readFileSync(file, 'utf8')
    const plane = await embeddedPlane(document, prepared(document, { read, secret: () => native, rendered: 'x' })(ask), () => {}, times)
    return plane.close
  }
}

/** The engine runs as somebody without rights, so the folder is its own. */
function own(...folders: readonly string[]): void {
  if (process.getuid?.() === 0) for (const folder of folders) chownSync(folder, 65_534, 65_534)
}

export interface Heard {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends bytes as they are over TLS and gives the answer; the connection ends with it. `lines` are the head without its end. */
export function send(
  port: number,
  lines: readonly string[],
  { body = '', name = 'localhost' }: { readonly body?: string; readonly name?: string } = {},
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername: name, rejectUnauthorized: false })
    const parts: Buffer[] = []
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')))
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.once('error', reject)
    socket.once('close', () => resolve(heard(Buffer.concat(parts).toString('latin1'))))
    socket.write(Buffer.from(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, 'latin1'))
  })
}

function heard(text: string): Heard {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n')
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  return {
    status: Number(/^HTTP\/1\.[01] (?<status>\d+)/.exec(first)?.groups?.['status'] ?? 0),
    headers,
    body: end === -1 ? '' : text.slice(end + 4),
  }
}
