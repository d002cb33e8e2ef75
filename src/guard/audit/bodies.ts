import type { Allow } from '../model/decision.ts'
import type { BodyRefusal } from '../relay/refusal.ts'
import type { Direction } from '../relay/ports.ts'
import type { ScanReport } from '../scan/verdict.ts'
import type { BodyRefused, Scan, Who } from './event.ts'
import { whoOf } from './recorders.ts'
import type { Hashed } from './values.ts'
import { label } from './values.ts'
import type { AuditLog } from './writer.ts'

/** What the log is told of bodies that were looked at. What rejects is a refusal. */
export interface BodyRecorders {
  readonly scanned: (allowed: Allow, direction: Direction, report: ScanReport) => Promise<void>
  readonly refused: (allowed: Allow, direction: Direction, refusal: BodyRefusal) => Promise<void>
}

/** @param hash of the digest of a body: that the same one came again can be told, and not which one it was */
export function bodyRecorders({ write }: Pick<AuditLog, 'write'>, hash: (value: string) => Hashed): BodyRecorders {
  return {
    scanned: (allowed, direction, report) => write(scanEvent(whoOf(allowed.principal), allowed.route.id, direction, report, hash)),
    refused: (allowed, direction, refusal) => write(refusedEvent(allowed, direction, refusal)),
  }
}

/** @param route what it was looked at for: a route of the document, or an entry of the list of ways out */
export function scanEvent(
  who: Who,
  route: string,
  direction: Direction,
  { verdict, findings, sha256 }: ScanReport,
  hash: (value: string) => Hashed,
): Scan {
  const worst = findings.find((one) => one.verdict === verdict)
  return {
    kind: 'scan',
    who,
    route: label(route),
    direction,
    verdict: verdict.kind,
    ...(verdict.kind === 'clean' ? {} : { name: label(verdict.kind === 'infected' ? verdict.name : verdict.reason) }),
    ...(worst === undefined ? {} : { place: label(worst.where), bytes: worst.bytes }),
    ...(sha256 === undefined ? {} : { content: hash(sha256) }),
  }
}

function refusedEvent({ principal, route }: Allow, direction: Direction, { reason, detail }: BodyRefusal): BodyRefused {
  return { kind: 'body', who: whoOf(principal), route: label(route.id), direction, reason: label(reason), detail: label(detail) }
}
