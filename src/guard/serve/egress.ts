import { createHash } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { appendFile } from 'node:fs/promises'
import type { AuditLog } from '../audit/writer.ts'
import type { Hashed } from '../audit/values.ts'
import { host, label } from '../audit/values.ts'
import type { EgressFile } from '../document/egress.ts'
import type { EgressEvent } from '../egress/events.ts'
import type { Relay } from '../egress/relay.ts'
import { roleByToken, startRelay, usualTunnel } from '../egress/relay.ts'
import { listOf } from '../egress/written.ts'

export interface EgressParts {
  readonly settings: EgressFile
  /** The token of each role. */
  readonly tokens: ReadonlyMap<string, string>
  readonly audit: Pick<AuditLog, 'write'>
  readonly hash: (value: string) => Hashed
  readonly now: () => number
  readonly trouble: (what: string) => void
}

const limits = { open: 200, perMinute: 3000 }
const clients = 1000

/** The relay through which the protected components reach what is listed. What is refused or reported is in the audit log, everything in the journal, before it happens. */
export function startEgress({ settings, tokens, audit, hash, now, trouble }: EgressParts): Promise<Relay> {
  const list = listOf(settings)
  const digests = new Map([...tokens].map(([role, token]) => [role, createHash('sha256').update(token).digest('hex')]))
  const tell = async (event: EgressEvent): Promise<void> => {
    await appendFile(settings.journal, `${JSON.stringify(event)}\n`, { mode: 0o600, flush: true })
    if (event.outcome !== 'refused' && event.outcome !== 'reported') return
    await audit.write({
      kind: 'egress',
      component: label(event.role),
      to: host(event.host, hash),
      port: event.port,
      outcome: event.outcome,
      reason: label(event.reason ?? 'not-listed'),
    })
  }
  const split = settings.listen.lastIndexOf(':')
  const at = { host: settings.listen.slice(0, split).replaceAll(/[[\]]/g, ''), port: Number(settings.listen.slice(split + 1)) }
  const ports = {
    list: () => list,
    roleOf: roleByToken(digests),
    lookup: async (name: string) => (await lookup(name, { all: true })).map(({ address }) => address),
    now,
    tell,
    limits: usualTunnel,
  }
  return startRelay(at, ports, limits, clients, (error) =>
    trouble(`a way out was not written down: ${error instanceof Error ? error.message : 'unknown'}`),
  )
}
