import type { Sink } from '../scan/sink.ts'
import { unpackedSink } from '../scan/unpacked.ts'
import { notScanned, Stop } from '../scan/verdict.ts'
import { Refused } from './refusal.ts'

/** Encodings in one another at most. */
const deepest = 2

/** A body without its `Content-Encoding`, of so many bytes at most. Throws `Refused`. */
export async function unpacked(bytes: AsyncIterable<Buffer>, encoding: string, most: number): Promise<Buffer> {
  const encodings = encoding
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '' && each !== 'identity')
  if (encodings.length > deepest) throw new Refused(502, 'body-malformed', 'too many encodings in one another')
  const parts: Buffer[] = []
  let length = 0
  const last: Sink = {
    async write(part) {
      length += part.length
      if (length > most) throw new Stop('body', notScanned('too-large', `an answer that unpacks to more than ${most} bytes`))
      parts.push(Buffer.from(part))
    },
    end: async () => {},
  }
  const sink = encodings.reduce<Sink>((into, each) => {
    const made = unpackedSink('body', each, into)
    if (made === undefined) throw new Refused(502, 'body-malformed', 'an answer in an encoding that is not undone here')
    return made
  }, last)
  try {
    for await (const part of bytes) await sink.write(part)
    await sink.end()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const { verdict } = error.finding
    const isTooLarge = verdict.kind === 'not-scanned' && verdict.reason === 'too-large'
    throw new Refused(502, isTooLarge ? 'body-too-large' : 'body-malformed', error.message)
  }
  return Buffer.concat(parts)
}
