import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** What clamd says of itself: of its signatures only where it found those of every day (`daily.cvd`, `daily.cld`). */
export interface ClamdVersion {
  readonly version: string
  /** Milliseconds since the epoch, as if its clock were that of UTC: it names no zone. */
  readonly signatures?: number
}

/** Commands of clamd(8), ClamAV 1.4, that only read. Each is ended with NUL, and so is its answer. */
export async function pingClamd(talk: Conversation): Promise<void> {
  talk.send('zPING\0', 'PING')
  const answer = await talk.receive(untilNul, (text) => (text === 'PONG' ? 'PONG' : 'something else'))
  if (answer !== 'PONG') throw new WireError('garbage', 'the answer to PING is not of clamd')
}

/** `ClamAV 1.4.6/27000/Mon Nov 30 08:00:00 2026`. */
export async function clamdVersion(talk: Conversation): Promise<ClamdVersion> {
  talk.send('zVERSION\0', 'VERSION')
  const answer = await talk.receive(untilNul, () => 'a version')
  const [, version, date] = /^ClamAV (\d{1,4}(?:\.\d{1,4}){1,3})[^/]{0,40}(?:\/\d{1,10}\/(.{1,40}))?$/.exec(answer) ?? []
  if (version === undefined) throw new WireError('garbage', 'the answer to VERSION is not of clamd')
  const [, month, day, time, year] = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(date ?? '') ?? []
  const signatures = Date.parse(`${day} ${month} ${year} ${time} GMT`)
  return { version, ...(Number.isNaN(signatures) ? {} : { signatures }) }
}

function untilNul(bytes: Buffer): Taken<string> | undefined {
  const end = bytes.indexOf(0)
  if (end > 512 || (end === -1 && bytes.length > 512)) throw new WireError('garbage', 'an answer that is too long for clamd')
  return end === -1 ? undefined : { value: bytes.toString('latin1', 0, end), length: end + 1 }
}
