import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'
import { join, resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import { runtimeAt } from '../../guard/edge/runtime.ts'
import { edgeFiles, sockets } from '../../guard/render/types.ts'
import type { RunningGuard } from '../../guard/serve/guard.ts'
import type { GuardParts } from '../../guard/serve/parts.ts'
import { startEgress } from '../../guard/serve/egress.ts'
import { startGuard } from '../../guard/serve/guard.ts'
import { AuditFault } from '../../guard/audit/fault.ts'
import { StateFault } from '../../guard/state/fault.ts'
import { RingwallError } from '../../model/error.ts'
import { splitHostPort } from '../../protocols/address.ts'
import type { Io } from '../io.ts'
import { secretFrom } from '../secret-source.ts'
import { lasting } from '../lasting.ts'
import { boundedText } from '../bounded.ts'
import { judgeSchemas } from './bodies.ts'
import { fingerprintsOf } from './engines.ts'
import { figuresOf } from './figures.ts'
import { auditOf, clock, signingKey, sourcesIn, stateOf } from './parts.ts'
import { sendingOf } from './sending.ts'

/** The services of a guard, with what counts for its figures. */
export interface Services extends RunningGuard {
  /** An answer of a data plane in the same process, by its number. */
  readonly answered: (status: number) => void
}

/** Listens on the sockets of the guard's folder, which the data plane's group may open: the guard's own one, or `group`. */
export async function started(document: GuardDocument, io: Io, group?: number): Promise<Services> {
  lasting()
  const { settings, file } = document
  const folder = resolve(io.cwd, settings.folder)
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  judgeSchemas(document, io)
  // what cannot be read stops it before anything is opened
  const secrets = {
    ...(settings.keys === undefined ? {} : { pepper: Buffer.from(secretFrom(settings.keys.pepper, `${file}: keys.pepper`, io)) }),
    ...(settings.identity === undefined ? {} : { identity: signingKey(settings.identity.key, `${file}: identity.key`, io) }),
  }
  const tokens = new Map(
    Object.entries(settings.egress?.roles ?? {}).map(([role, { token }]) => [role, secretFrom(token, `${file}: egress.roles.${role}`, io)]),
  )
  const sources = await sourcesIn(document, io)
  const send = sendingOf(document, io)
  const state = await stateOf(document, io)
  // the log is opened last: a start that stands in it is one
  const { audit: log, hash } = await auditOf(document, io).catch(async (error: unknown) => {
    await state.close()
    throw error
  })
  const figures = settings.metrics === undefined ? undefined : figuresOf(log, state)
  const audit = figures?.audit ?? log
  const trouble = (what: string): void => {
    figures?.trouble()
    io.stderr.write(`ringwall guard: ${what}\n`)
  }
  const endSending = send(clock, trouble)
  const guard = await startGuard({
    document,
    state,
    audit,
    ...(figures === undefined ? {} : { timed: figures.timed }),
    hash,
    ...secrets,
    sources,
    random: randomBytes,
    fingerprints: fingerprintsOf(document),
    ...(settings.engine === 'haproxy' ? { edge: edgeAt(settings.folder, folder) } : {}),
    read: (path) => boundedText(path, path),
    now: Date.now,
    trouble,
  })
  if (guard.bodies !== undefined || settings.egress !== undefined) mkdirSync(join(folder, 'bodies'), { recursive: true, mode: 0o700 })
  const relay =
    settings.egress === undefined
      ? undefined
      : await startEgress({
          settings: settings.egress,
          ...(settings.scanner === undefined ? {} : { scanner: settings.scanner }),
          folder: join(folder, 'bodies'),
          random: randomBytes,
          tokens,
          audit,
          hash,
          now: Date.now,
          trouble,
        })
  // without an engine nobody else asks
  const isAlone = settings.engine === 'embedded'
  const mode = isAlone ? 0o600 : 0o660
  if (!isAlone) {
    await listen(guard.decisions, join(folder, sockets.decisions), mode, group)
    await listen(guard.agent, join(folder, sockets.agent), mode, group)
  }
  await listen(guard.portal, join(folder, sockets.portal), mode, group)
  await listen(guard.upgrades, join(folder, sockets.upgrades), mode, group)
  if (guard.bodies !== undefined) await listen(guard.bodies, join(folder, sockets.bodies), mode, group)
  if (guard.uses !== undefined) await listen(guard.uses, join(folder, sockets.uses), mode, group)
  await listen(guard.manage, join(folder, sockets.manage), 0o600)
  if (figures !== undefined && settings.metrics !== undefined) await listenAt(figures.server, settings.metrics.listen)
  return {
    ...guard,
    answered: figures?.answered ?? (() => {}),
    async close() {
      figures?.server.close()
      figures?.server.closeAllConnections()
      await relay?.close()
      await guard.close()
      await endSending()
    },
  }
}

async function listenAt(server: Server, address: string): Promise<void> {
  const { host, port } = splitHostPort(address)
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, done)
  })
}

/** HAProxy knows its maps by the names that its configuration has. */
function edgeAt(named: string, folder: string): NonNullable<GuardParts['edge']> {
  const { keys, networks, lease } = edgeFiles
  return {
    tell: runtimeAt(join(folder, sockets.haproxy)),
    maps: { keys: join(named, keys), networks: join(named, networks), lease: join(named, lease) },
  }
}

/** A socket that a guard before left behind is in nobody's way; the audit log's lock says that none is running. */
async function listen(server: Server, path: string, mode: number, group?: number): Promise<void> {
  rmSync(path, { force: true })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(path, done)
  })
  if (group !== undefined) chownSync(path, -1, group)
  chmodSync(path, mode)
}

/** What the log or the store says of why it cannot be opened, as an error of the world. */
export async function said<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof AuditFault)
      throw new RingwallError('unreadable', `the audit log: ${error.message}`, {
        cause: error,
        hint: 'one guard writes one log; ringwall guard audit verify says whether it is as it was written',
      })
    if (error instanceof StateFault) throw new RingwallError('unreadable', `what the guard keeps: ${error.message}`, { cause: error })
    throw error
  }
}

export function ended(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
}
