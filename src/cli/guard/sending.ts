import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { Outside } from '../../guard/audit/export/address.ts'
import { collectorAt, placeAt } from '../../guard/audit/export/address.ts'
import { alarmBook } from '../../guard/audit/export/alarms.ts'
import type { Collector } from '../../guard/audit/export/collector.ts'
import { fileElsewhere } from '../../guard/audit/export/elsewhere.ts'
import { follow, skipAll } from '../../guard/audit/export/follow.ts'
import { webhook } from '../../guard/audit/export/webhook.ts'
import type { CheckpointPlace } from '../../guard/audit/places.ts'
import type { AuditClock } from '../../guard/audit/writer.ts'
import type { CollectorFile } from '../../guard/document/audit.ts'
import type { GuardDocument } from '../../guard/document/read.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { secretFrom } from '../secret-source.ts'
import { version } from '../version.ts'
import { headerValue } from './audit/header.ts'

/** Milliseconds for one delivery. */
const timeout = 10_000

/** Where checkpoints are kept besides the folder. */
export function placesOf({ settings: { audit }, file }: GuardDocument, io: Io): readonly CheckpointPlace[] {
  return (audit?.checkpoints ?? []).flatMap((one, index) => {
    if ('file' in one) return [fileElsewhere(one.file)]
    return placeAt(outsideOf(one, `${file}: audit.checkpoints.${index}`, io), hostname(), () => new Date()) ?? []
  })
}

/** Begins to send, once the log is open; gives what ends it, when all that there is was tried. */
export type Sending = (clock: AuditClock, trouble: (what: string) => void) => () => Promise<void>

interface Receiver {
  readonly kind: 'records' | 'alarms'
  readonly to: string
  readonly collector: Collector
}

/** Sends the log on to whom guard.yaml names, and alarms. Throws where a secret or an authority is not there. */
export function sendingOf({ settings, file }: GuardDocument, io: Io): Sending {
  const { audit, name } = settings
  if (audit === undefined) return () => async () => {}
  const folder = resolve(io.cwd, audit.folder)
  const receivers: readonly Receiver[] = [
    ...audit.send.flatMap((one, index) => {
      const outside = outsideOf(one, `${file}: audit.send.${index}`, io)
      const collector = collectorAt(outside, hostname(), `ringwall/${name}`, version)
      return collector === undefined ? [] : [{ kind: 'records', to: one.to, collector } as const]
    }),
    ...audit.alarms.map((one, index) => {
      const where = `${file}: audit.alarms.${index}`
      const { to, ...outside } = outsideOf(one, where, io)
      const target = { ...outside, url: new URL(to) }
      const secret = secretFrom(one.secret, `${where}.secret`, io)
      return { kind: 'alarms', to, collector: webhook({ target, guard: name, secret, alarmOf: alarmBook(one.tries), now: Date.now }) } as const
    }),
  ]
  return (clock, trouble) => {
    const followings = receivers.map(({ kind, to, collector }) => {
      const position = join(folder, `sent-${kind}-${createHash('sha256').update(to).digest('hex').slice(0, 16)}`)
      // what was before somebody asked to be told is no alarm
      if (kind === 'alarms' && !existsSync(position)) skipAll(folder, position)
      return follow(folder, collector, position, clock, (fault) =>
        trouble(fault === undefined ? `${collector.name} takes ${kind} again` : `${collector.name} takes no ${kind}: ${fault}`),
      )
    })
    return async () => void (await Promise.all(followings.map((one) => one.close())))
  }
}

function outsideOf({ to, authority, headers }: CollectorFile, where: string, io: Io): Outside {
  return {
    to,
    headers: Object.fromEntries(Object.entries(headers).map(([name, source]) => [name, headerValue(source, `${where}.headers.${name}`, io)])),
    ...(authority === undefined ? {} : { ca: boundedText(resolve(io.cwd, authority), `${where}.authority`) }),
    timeout,
  }
}
