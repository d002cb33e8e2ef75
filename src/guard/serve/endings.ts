import type { AuditLog } from '../audit/writer.ts'
import { instant, label } from '../audit/values.ts'
import type { GuardDocument } from '../document/read.ts'
import { endingsOf, endingText, keyEndings } from '../endings/endings.ts'
import { namedFiles } from '../endings/named.ts'
import { endingTeller } from '../endings/tell.ts'
import type { KeyState } from '../state/types.ts'

export interface EndingParts {
  readonly document: GuardDocument
  readonly read: (file: string) => string
  readonly keys: Pick<KeyState, 'list'>
  readonly audit: Pick<AuditLog, 'write'>
  readonly trouble: (what: string) => void
  readonly now: () => number
}

/** Looks through certificates, metadata and API keys, and tells what ends soon: to be called now and then. */
export function endingWatch({ document, read, keys, audit, trouble, now }: EndingParts): () => Promise<void> {
  const named = namedFiles(document)
  const tell = endingTeller(async (one) => {
    trouble(endingText(one, now()))
    await audit.write({ kind: 'ending', what: label(one.what), until: instant(new Date(one.end)) })
  }, now)
  return async () => tell([...endingsOf(named, read, now()), ...keyEndings(await keys.list(), now())])
}
