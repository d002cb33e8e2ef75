import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditRecord } from '../../src/guard/audit/record.ts'
import { hasher } from '../../src/guard/audit/values.ts'
import { readGuard } from '../../src/guard/document/read.ts'
import { renderNginx } from '../../src/guard/render/nginx/index.ts'
import { sockets } from '../../src/guard/render/types.ts'
import type { Sandbox } from '../live/server.ts'
import { freePort } from '../live/server.ts'
import type { Pki } from '../tls/real-servers.ts'
import { goodPair, listening, pki, programs } from '../tls/real-servers.ts'
import { writeAll } from './running.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')

/** What a guard.yaml of a test is written with. */
export interface Places {
  /** A path in the sandbox. */
  readonly at: (name: string) => string
  readonly https: number
  readonly http: number
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string; readonly authority: string }
  /** `keys`, `identity` and `audit` with the secrets of this sandbox. */
  readonly secrets: string
}

export interface Wanted {
  readonly text: (places: Places) => string
  /** What stands in the file `native`. */
  readonly native?: string
  readonly certificates?: Pki
}

export interface RealGuard {
  readonly https: number
  readonly http: number
  /** Starts the decision service again; done when it answers on its sockets. */
  readonly start: () => Promise<void>
  /** Ends it without a word. */
  readonly kill: () => Promise<void>
  /** Tells it to end, and waits until it has. */
  readonly stop: () => Promise<void>
  /** `ringwall guard ...`, with its output. */
  readonly run: (...argv: readonly string[]) => string
  /** A new API key of a system. */
  readonly key: (id: string, owner: string, ...more: readonly string[]) => string
  /** What the log holds of a value that somebody sent. */
  readonly hash: (value: string) => string
  /** All records of the log, after it was verified; fails where it is not as it was written. */
  readonly verified: () => readonly AuditRecord[]
}

/** `ringwall guard run` as it is shipped, as a process of its own with nginx in front; `text` is its guard.yaml. */
export async function realGuard(box: Sandbox, { text, native = '', certificates = pki(box) }: Wanted): Promise<RealGuard> {
  chmodSync(box.folder, 0o711)
  const at = (name: string): string => join(box.folder, name)
  const pair = goodPair(certificates)
  const audit = generateKeyPairSync('ed25519')
  const secret = randomBytes(32)
  const secrets = {
    pepper: randomBytes(32).toString('hex'),
    secret: secret.toString('hex'),
    native,
    identity: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    audit: audit.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }
  for (const [name, value] of Object.entries(secrets)) writeFileSync(at(name), value, { mode: 0o600 })
  writeFileSync(at('audit.pub'), audit.publicKey.export({ type: 'spki', format: 'pem' }))
  const [https, http] = [await freePort(), await freePort()]
  const file = at('guard.yaml')
  const said = text({
    at,
    https,
    http,
    tls: { ...pair, ca: certificates.ca, authority: certificates.root.pem },
    secrets: [
      `keys: { pepper: "file:${at('pepper')}" }`,
      `identity: { key: "file:${at('identity')}" }`,
      `audit: { folder: ${at('audit-log')}, key: "file:${at('audit')}", secret: "file:${at('secret')}" }`,
    ].join('\n'),
  })
  writeFileSync(file, said)
  const read = readGuard(file, said)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))

  let child: ChildProcess | undefined
  const run = (...argv: readonly string[]): string =>
    execFileSync(process.execPath, [cli, 'guard', ...argv], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await gone
  }
  const start = async (): Promise<void> => {
    const starting = spawn(process.execPath, [cli, 'guard', 'run', file], { stdio: ['ignore', 'pipe', 'pipe'] })
    child = starting
    const heard: Buffer[] = []
    starting.stderr.on('data', (part: Buffer) => heard.push(part))
    await new Promise<void>((resolve, reject) => {
      starting.stdout.once('data', () => resolve())
      starting.once('exit', () => reject(new Error(`the guard ended: ${Buffer.concat(heard).toString()}`)))
    })
    // the engine is somebody else here: in a deployment it is of the group of the sockets
    chmodSync(at('run'), 0o711)
    for (const name of [sockets.decisions, sockets.portal, sockets.upgrades, sockets.bodies]) {
      if (existsSync(join(at('run'), name))) chmodSync(join(at('run'), name), 0o666)
    }
  }
  await start()
  writeAll(
    at('run'),
    renderNginx(read.document, () => native),
  )
  box.run('/bin/mkdir', [at('nginx')])
  const conf = at('nginx/nginx.conf')
  const rendered = readFileSync(join(at('run'), 'nginx.conf'), 'utf8')
  writeFileSync(conf, rendered.replaceAll(/(?<=pid |_temp_path )[^;]*\/run\//g, `${at('nginx')}/`), { mode: 0o644 })
  box.start(programs.nginx ?? '', ['-c', conf, '-g', 'daemon off;'])
  await listening(https)
  return {
    https,
    http,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    run,
    key: (id, owner, ...more) => run('keys', 'new', id, '--owner', owner, '--purpose', 'a test', ...more, '--file', file).trim(),
    hash: hasher(Buffer.from(secrets.secret)),
    verified: () => {
      run('audit', 'verify', at('audit-log'), '--key', at('audit.pub'))
      return run('audit', 'show', at('audit-log'), '--format', 'json')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditRecord)
    },
  }
}
