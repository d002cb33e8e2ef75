import { createHash } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { appendFile } from 'node:fs/promises'
import type { AuditLog } from '../audit/writer.ts'
import type { Hashed } from '../audit/values.ts'
import { host, label } from '../audit/values.ts'
import { scanEvent } from '../audit/bodies.ts'
import type { ScannerFile } from '../document/bodies.ts'
import type { EgressFile } from '../document/egress.ts'
import { bytes } from '../document/units.ts'
import type { EgressEvent } from '../egress/events.ts'
import type { Looking } from '../egress/forward.ts'
import type { Relay } from '../egress/relay.ts'
import { roleByToken, startRelay, usualTunnel } from '../egress/relay.ts'
import { listOf } from '../egress/written.ts'
import { usualLimits } from '../scan/body.ts'
import type { ScanReport } from '../scan/verdict.ts'
import { notScanned } from '../scan/verdict.ts'
import type { Scans } from './scanning.ts'
import { scannerOf } from './scanning.ts'

export interface EgressParts {
  readonly settings: EgressFile
  /** Absent: what passes in the clear has nobody who scans it, and is refused. */
  readonly scanner?: ScannerFile
  /** Where bodies wait for their verdict. */
  readonly folder: string
  readonly random: (bytes: number) => Uint8Array
  /** The token of each role. */
  readonly tokens: ReadonlyMap<string, string>
  readonly audit: Pick<AuditLog, 'write'>
  readonly hash: (value: string) => Hashed
  readonly now: () => number
  readonly trouble: (what: string) => void
}

const limits = { open: 200, perMinute: 3000 }
const clients = 1000
/** Bytes that wait for a verdict at most, of all bodies together. */
const most = 268_435_456

/** The relay through which the protected components reach what is listed. What is refused or reported is in the audit log, everything in the journal, before it happens. */
export function startEgress({ settings, scanner, folder, tokens, audit, hash, random, now, trouble }: EgressParts): Promise<Relay> {
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
  const ask: Scans | undefined = scanner === undefined ? undefined : scannerOf({ settings: scanner, random, now })
  const scan: Looking['scan'] = async ({ role = '', entry = 'no-entry' }, body, direction, signal) => {
    const who = { type: 'component', id: label(role) } as const
    const written = async (report: ScanReport): Promise<void> => audit.write(scanEvent(who, `egress/${entry}`, direction, report, hash))
    if (ask !== undefined) return ask({ body, endToEnd: [], signal, tell: written })
    const verdict = notScanned('unreachable', 'there is no scanner')
    const report = { verdict, admitted: false, findings: [], scanned: 0 }
    await written(report)
    return report
  }
  const failed = (error: unknown): void => trouble(`a way out was not written down: ${error instanceof Error ? error.message : 'unknown'}`)
  const largest = scanner === undefined ? usualLimits.bytes : bytes(scanner.largest)
  return startRelay(at, ports, limits, clients, failed, { scan, folder, largest, most })
}
