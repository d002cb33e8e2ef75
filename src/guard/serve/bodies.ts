import { bodyRecorders } from '../audit/bodies.ts'
import type { Hashed } from '../audit/values.ts'
import type { AuditLog } from '../audit/writer.ts'
import type { Decide } from '../decide/decide.ts'
import type { GuardDocument } from '../document/read.ts'
import type { BodyRecords } from '../relay/ports.ts'
import type { BodyRelay } from '../relay/relay.ts'
import { bodyRelay } from '../relay/relay.ts'
import { schemasOf } from '../relay/schemas.ts'
import { notScanned } from '../scan/verdict.ts'
import { scanning } from './scanning.ts'

export interface BodyParts {
  readonly document: GuardDocument
  /** Decides and counts nothing: the data plane asked before. */
  readonly decide: Decide
  readonly record: BodyRecords['decision']
  readonly audit: Pick<AuditLog, 'write'>
  readonly hash: (value: string) => Hashed
  /** The text of a file that the document names. */
  readonly read: (file: string) => string
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
  readonly trouble: (what: string) => void
}

/** Bytes that wait for a verdict at most, of all bodies together. */
const most = 1_073_741_824

/** Who looks at bodies, where a route of the document asks for it. */
export function bodies({ document, decide, record, audit, hash, read, random, now, trouble }: BodyParts): BodyRelay | undefined {
  const { sites, settings } = document
  if (!sites.some(({ routes }) => routes.some(({ look }) => look !== undefined))) return undefined
  const { scanned, refused } = bodyRecorders(audit, hash)
  const nobody = notScanned('unreachable', 'there is no scanner')
  return bodyRelay({
    decide,
    scan:
      settings.scanner === undefined
        ? async () => ({ verdict: nobody, admitted: false, findings: [], scanned: 0 })
        : scanning({ settings: settings.scanner, tell: scanned, random, now }),
    schemas: schemasOf(sites, read).conforms,
    records: { decision: record, refused },
    folder: `${settings.folder}/bodies`,
    most,
    read,
    trouble,
  })
}
