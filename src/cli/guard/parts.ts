import type { KeyObject } from 'node:crypto'
import { createPrivateKey, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { openAudit } from '../../guard/audit/writer.ts'
import type { AuditClock, AuditLog } from '../../guard/audit/writer.ts'
import type { Hashed } from '../../guard/audit/values.ts'
import { hasher } from '../../guard/audit/values.ts'
import type { GuardDocument } from '../../guard/document/read.ts'
import { Refusal } from '../../guard/people/saml/refusal.ts'
import type { Lent, Sources } from '../../guard/people/sources.ts'
import { openEmbedded } from '../../guard/state/libsql.ts'
import { guardState } from '../../guard/state/open.ts'
import { openShared } from '../../guard/state/postgres.ts'
import type { GuardState } from '../../guard/state/types.ts'
import { RingwallError } from '../../model/error.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { secretFrom } from '../secret-source.ts'
import { version } from '../version.ts'
import { placesOf } from './sending.ts'

/** The clock of what a guard keeps and writes. */
export const clock: AuditClock & { readonly monotonic: () => number } = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  every: (milliseconds: number, call: () => void): (() => void) => {
    const timer = setInterval(call, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  },
}

/** What the file says of where things are kept. */
export async function stateOf({ settings, file }: GuardDocument, io: Io): Promise<GuardState> {
  const { state } = settings
  if ('file' in state) return guardState(await openEmbedded({ file: resolve(io.cwd, state.file) }), clock)
  const { host, port, database, user, password, authority } = state.postgresql
  const shared = await openShared({
    host,
    port,
    database,
    user,
    ...(password === undefined ? {} : { password: secretFrom(password, `${file}: state`, io) }),
    ...(authority === undefined ? {} : { ca: boundedText(resolve(io.cwd, authority), authority) }),
  })
  return guardState(shared, clock)
}

/** The audit log, open for its one writer, and the hash of what it hides. */
export async function auditOf(document: GuardDocument, io: Io): Promise<{ readonly audit: AuditLog; readonly hash: (value: string) => Hashed }> {
  const { settings, file } = document
  const { audit, name } = settings
  if (audit === undefined)
    throw new RingwallError('usage', `${file}: no "audit": what happens is written down, or it does not happen`, {
      hint: 'audit: { key: file:PATH, secret: file:PATH }',
    })
  const hash = hasher(Buffer.from(secretFrom(audit.secret, `${file}: audit.secret`, io)))
  const key = signingKey(audit.key, `${file}: audit.key`, io)
  return {
    hash,
    audit: await openAudit({
      folder: resolve(io.cwd, audit.folder),
      origin: `ringwall/${name}`,
      key,
      version,
      clock,
      places: placesOf(document, io),
    }),
  }
}

/** An Ed25519 key; what else stands there is no key of ours. */
export function signingKey(source: string, where: string, io: Io): KeyObject {
  const text = secretFrom(source, where, io)
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // said below
  }
  throw new RingwallError('usage', `${where}: no Ed25519 private key in PEM`, { hint: 'openssl genpkey -algorithm ed25519 -out FILE' })
}

/** The sources of people that the file names. */
export async function sourcesIn({ settings, sites, file }: GuardDocument, io: Io): Promise<(lent: Lent) => Sources> {
  const { sourcesOf } = await import('../../guard/people/sources.ts')
  return (lent) => {
    try {
      return sourcesOf(settings.people, {
        read: (path) => boundedText(resolve(io.cwd, path), path),
        secret: (named) => secretFrom(named, `${file}: people`, io),
        hosts: sites.map(({ host }) => host),
        port: settings.listen.https,
        ...lent,
        name: settings.name,
        random: randomBytes,
        now: Date.now,
      })
    } catch (error) {
      if (error instanceof RangeError)
        throw new RingwallError('usage', `${file}: people.local.secret: ${error.message}`, { cause: error, hint: 'openssl rand -hex 32' })
      if (!(error instanceof Refusal)) throw error
      throw new RingwallError('usage', `${file}: people.saml.metadata: ${error.message}`, { cause: error })
    }
  }
}
