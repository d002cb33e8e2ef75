import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'rolldown'
import type { GuardDocument } from '../../../src/guard/document/read.ts'
import { readGuard } from '../../../src/guard/document/read.ts'
import { newKeyText } from '../../../src/guard/keys/text.ts'
import { mainFile, renderHaproxy } from '../../../src/guard/render/haproxy/index.ts'
import { renderNginx } from '../../../src/guard/render/nginx/index.ts'
import { sockets } from '../../../src/guard/render/types.ts'
import { openEmbedded } from '../../../src/guard/state/libsql.ts'
import { guardState } from '../../../src/guard/state/open.ts'
import { exampleText } from '../../../test/guard/example.ts'
import { writeAll } from '../../../test/guard/running.ts'
import type { Sandbox } from '../../../test/live/server.ts'
import { freePort } from '../../../test/live/server.ts'
import { goodPair, listening, pki, programs } from '../../../test/tls/real-servers.ts'
import { recordOf } from './record.ts'

/** What is measured: its port, and its processes (the engine, then the service). */
export interface Measured {
  readonly port: number
  readonly pids: readonly number[]
}

export interface Guard extends Measured {
  readonly folder: string
  readonly document: GuardDocument
}

/** With a micro-cache, or with HAProxy in front that judges keys itself. */
type How = '' | 'kept' | 'judged'

/** The programs of a measurement, all on loopback and all in one folder. */
export interface World {
  readonly keys: readonly string[]
  readonly keyFile: string
  /** Who asks, compiled. */
  readonly asker: string
  readonly plain: () => Promise<Measured>
  readonly plainHaproxy: () => Promise<Measured>
  /** The decision service by itself, with ten thousand keys in memory; HAProxy judges them itself. */
  readonly inMemory: (name: string, how: How) => Promise<Guard>
  /** `ringwall guard run`: its store, its audit log on the disk, signed identities. */
  readonly asRun: (name: string, how: How) => Promise<Guard>
  /** The same without an engine. */
  readonly embedded: (name: string) => Promise<Measured>
  readonly end: () => Promise<void>
}

export const clock = {
  monotonic: (): number => performance.now(),
  every: (milliseconds: number, call: () => void): (() => void) => {
    const timer = setInterval(call, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  },
}

/** Keys in a store. */
const most = 1000
const cli = join(import.meta.dirname, '../../../dist/cli.js')

export async function openWorld(box: Sandbox, profile: string | undefined): Promise<World> {
  const pair = goodPair(pki(box))
  const keys = Array.from({ length: 10_000 }, () => newKeyText('live', randomInt))
  const keyFile = join(box.folder, 'keys')
  writeFileSync(keyFile, keys.slice(0, most).join('\n'))
  const allKeys = join(box.folder, 'all-keys')
  writeFileSync(allKeys, keys.join('\n'))
  // measured as it is shipped: bundled, without what the loader of TypeScript adds to each function
  const compiled = join(box.folder, 'compiled')
  await build({
    input: {
      service: join(import.meta.dirname, 'service.ts'),
      asker: join(import.meta.dirname, 'asker.ts'),
      sleeper: join(import.meta.dirname, 'sleeper.ts'),
    },
    platform: 'node',
    output: { dir: compiled, format: 'esm', entryFileNames: '[name].mjs' },
    logLevel: 'silent',
  })
  const services: ChildProcess[] = []
  const behind = await freePort()
  await engine('behind', `server { listen 127.0.0.1:${behind}; access_log off; location / { return 200 "${'x'.repeat(100)}"; } }`, behind)

  async function engine(name: string, server: string, port: number): Promise<number> {
    const file = join(box.folder, `${name}.conf`)
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path ${box.folder}/${part};`).join(' ')
    writeFileSync(
      file,
      `worker_processes auto;\npid ${box.folder}/${name}.pid;\nerror_log stderr crit;\nevents { worker_connections 1024; }\nhttp { ${folders} keepalive_requests 1000000;\n${server}\n}\n`,
      { mode: 0o644 },
    )
    const child = box.start(programs.nginx ?? '', ['-c', file, '-g', 'daemon off;'])
    await listening(port)
    return child.pid ?? 0
  }

  async function haproxy(file: string, port: number): Promise<number> {
    const child = box.start(programs.haproxy ?? '', ['-db', '-f', file])
    await listening(port)
    return child.pid ?? 0
  }

  async function service(name: string, args: readonly string[]): Promise<number> {
    const profiled = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profile, name), '--cpu-prof-interval', '200']
    const child = spawn(process.execPath, [...profiled, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    services.push(child)
    await once(child.stdout, 'data')
    return child.pid ?? 0
  }

  async function documentOf(name: string, how: How, more: (folder: string) => string): Promise<{ document: GuardDocument; file: string }> {
    const folder = join(box.folder, `guard-${name}`)
    mkdirSync(folder)
    if (process.getuid?.() === 0) chownSync(folder, 65_534, 65_534)
    const [https, http] = [await freePort(), await freePort()]
    const example = exampleText({ folder, https, http, upstream: behind, certificate: pair.cert, key: pair.key, kept: how === 'kept' }).replace(
      '{ path: /**, right: by-method, on: app }',
      `{ path: /**, right: by-method, on: app${how === 'judged' ? ', record: after' : ''} }`,
    )
    const engine = how === 'judged' ? example.replace('guard: 1', 'guard: 1\nengine: haproxy') : example
    const text = `${engine}  - { to: "system:bench", right: write, on: app }\n${more(folder)}`
    const file = join(box.folder, `${name}.yaml`)
    writeFileSync(file, text)
    const read = readGuard(file, text)
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
    return { document: read.document, file }
  }

  /** With secrets, and a thousand keys in its store. */
  async function stored(name: string, how: How): Promise<{ document: GuardDocument; file: string }> {
    const written = await documentOf(name, how, (folder) =>
      [
        `identity: { key: "file:${folder}/identity" }`,
        `state: { file: ${folder}/state.db }`,
        `audit: { folder: ${folder}/audit, key: "file:${folder}/signing", secret: "file:${folder}/secret" }\n`,
      ].join('\n'),
    )
    const { folder } = written.document.settings
    const pepper = randomBytes(32).toString('hex')
    const pem = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const secrets = { pepper, identity: pem(), signing: pem(), secret: randomBytes(32).toString('hex'), native: 'native' }
    for (const [one, text] of Object.entries(secrets)) writeFileSync(join(folder, one), text, { mode: 0o600 })
    const state = guardState(await openEmbedded({ file: join(folder, 'state.db') }), clock)
    for (const [index, text] of keys.slice(0, most).entries()) await state.keys.add(recordOf(text, index, Buffer.from(pepper), Date.now()))
    await state.close()
    return written
  }

  async function inFront(document: GuardDocument, pid: number): Promise<Guard> {
    const { folder, listen } = document.settings
    for (const socket of [sockets.decisions, sockets.portal]) chmod(join(folder, socket))
    writeAll(
      folder,
      renderNginx(document, () => 'native'),
    )
    const child = box.start(programs.nginx ?? '', ['-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'])
    await listening(listen.https)
    return { port: listen.https, pids: [child.pid ?? 0, pid], folder, document }
  }

  return {
    keys,
    keyFile,
    asker: join(compiled, 'asker.mjs'),
    async plain() {
      const port = await freePort()
      const server = `upstream up { server 127.0.0.1:${behind}; keepalive 32; }\nserver { listen 127.0.0.1:${port} ssl; ssl_certificate ${pair.cert}; ssl_certificate_key ${pair.key}; access_log off; location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; } }`
      return { port, pids: [await engine('plain', server, port)] }
    },
    async plainHaproxy() {
      const port = await freePort()
      const file = join(box.folder, 'plain.cfg')
      const sections = [
        'global\n    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets',
        'defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s',
        `frontend plain\n    bind 127.0.0.1:${port} ssl crt ${pair.both} alpn h2,http/1.1\n    default_backend behind`,
        `backend behind\n    server behind 127.0.0.1:${behind}\n`,
      ]
      writeFileSync(file, sections.join('\n'), { mode: 0o644 })
      return { port, pids: [await haproxy(file, port)] }
    },
    async inMemory(name, how) {
      const { document, file } = await documentOf(name, how, () => '')
      const { folder, listen } = document.settings
      const start = (): Promise<number> => service(name, [join(compiled, 'service.mjs'), file, allKeys, how])
      if (how !== 'judged') return inFront(document, await start())
      // the pepper of the service, which then writes the maps of keys
      writeAll(
        folder,
        renderHaproxy(document, (source) => (source.endsWith('/pepper') ? '\u0007'.repeat(32) : 'native')),
      )
      const pid = await start()
      return { port: listen.https, pids: [await haproxy(join(folder, mainFile), listen.https), pid], folder, document }
    },
    async asRun(name, how) {
      const { document, file } = await stored(name, how)
      const { folder, listen } = document.settings
      const pid = await service(name, [cli, 'guard', 'run', file])
      if (how === 'judged') {
        // HAProxy is another account's here
        for (const socket of [sockets.agent, sockets.portal, sockets.uses]) chmodSync(join(folder, socket), 0o666)
        writeAll(
          folder,
          renderHaproxy(document, (source) => readFileSync(source.slice(source.indexOf(':') + 1), 'utf8')),
        )
        return { port: listen.https, pids: [await haproxy(join(folder, mainFile), listen.https), pid], folder, document }
      }
      chmodSync(folder, 0o755)
      return inFront(document, pid)
    },
    async embedded(name) {
      const { document, file } = await stored(name, '')
      writeFileSync(file, readFileSync(file, 'utf8').replace('guard: 1', 'guard: 1\nengine: embedded'))
      return { port: document.settings.listen.https, pids: [await service(name, [cli, 'guard', 'run', file])] }
    },
    async end() {
      const running = services.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      for (const one of running) one.kill('SIGTERM')
      await Promise.all(running.map((one) => once(one, 'exit')))
    },
  }
}

function chmod(socket: string): void {
  try {
    chmodSync(socket, 0o666)
  } catch {
    // the service alone has no portal
  }
}
