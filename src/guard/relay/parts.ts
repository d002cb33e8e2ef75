import { disagreement, isListed, mediaType, telling } from '../body/media.ts'
import { boundaryOf, multipartSink } from '../scan/multipart.ts'
import type { PartHead } from '../scan/multipart.ts'
import type { Sink } from '../scan/sink.ts'
import { decided } from '../scan/sink.ts'
import { Stop } from '../scan/verdict.ts'
import { Refused } from './refusal.ts'

const dropped: Sink = { write: async () => {}, end: async () => {} }

/**
 * The files of a form have to be of a listed type, too, and to be what they are declared as; one without a type is text (RFC 7578, section 4.4).
 */
export async function judgeParts(contentType: string, listed: readonly string[], body: AsyncIterable<Buffer>): Promise<void> {
  const boundary = boundaryOf(contentType)
  if (boundary === undefined) throw new Refused(400, 'body-malformed', 'the form names no boundary, or not one alone')
  const sink = multipartSink('body', boundary, (head) => partSink(head, listed))
  try {
    for await (const part of body) await sink.write(part)
    await sink.end()
  } catch (error) {
    if (error instanceof Stop) throw new Refused(400, 'body-malformed', error.message)
    throw error
  }
}

function partSink({ type: declared, isFile, encoding }: PartHead, listed: readonly string[]): Sink {
  if (!isFile) return dropped
  const type = mediaType(declared)
  if (type === undefined || !isListed(type, listed)) throw new Refused(415, 'body-type', 'a file of the form is of a type that is not listed')
  if (!['7bit', '8bit', 'binary'].includes(encoding)) throw new Refused(415, 'body-type', 'a file of the form is encoded')
  return decided(telling, (first) => {
    const why = disagreement(type, first)
    if (why !== undefined) throw new Refused(415, 'body-type', `a file of the form is declared as ${type}: ${why}`)
    return dropped
  })
}
