import type { Allow, Challenge, Deny } from '../model/decision.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Body } from '../scan/body.ts'
import type { ScanReport } from '../scan/verdict.ts'
import type { BodyRefusal } from './refusal.ts'

export type Direction = 'upload' | 'download'

/** Scans one body and writes its verdict down. */
export type Scan = (body: Body, direction: Direction) => Promise<ScanReport>

/** Scans for a request that was allowed, by the rules of its route. It rejects where the verdict cannot be written down: that is a refusal. */
export type Scanning = (allowed: Allow, body: Body, direction: Direction, signal: AbortSignal) => Promise<ScanReport>

/** What is written down of a request whose body is looked at; its decision was, before. */
export interface BodyRecords {
  readonly decision: (request: GuardRequest, decision: Challenge | Deny) => Promise<void>
  readonly refused: (allowed: Allow, direction: Direction, refusal: BodyRefusal) => Promise<void>
}
