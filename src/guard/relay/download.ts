import { JsonFault } from '../body/json-text.ts'
import { cleared } from '../body/fields.ts'
import { isJson, mediaType } from '../body/media.ts'
import type { BodyRule } from '../model/body.ts'
import type { Headers } from './hops.ts'
import { handedOver, isTwice, oneOf, pairsOf } from './hops.ts'
import { Kept, upTo } from './pieces.ts'
import type { Answer } from './pools.ts'
import type { Scan } from './ports.ts'
import { Refused, scanRefusal } from './refusal.ts'
import type { Spool } from './spool.ts'
import { unpacked } from './unpacked.ts'

export interface DownloadParts {
  readonly method: string
  readonly rule: BodyRule
  readonly scan: Scan
  readonly spool: () => Spool
}

export interface Given {
  readonly status: number
  readonly headers: Headers
  /** Absent: there is none. */
  readonly body?: AsyncIterable<Buffer>
  readonly length?: number
}

/** Whether answers of a route wait for a verdict. */
export function looksAtAnswers({ scan, redact, refuse }: BodyRule): boolean {
  return scan === 'downloads' || scan === 'both' || redact.length > 0 || refuse.length > 0
}

/** What says something of the bytes, which may be others. */
const ofBytes = new Set(['accept-ranges', 'content-md5', 'digest', 'content-digest', 'repr-digest'])

/** An answer as it may be given: after the verdict on all of it, or, where nothing is to be looked at, as it comes. Throws `Refused`. */
export async function judgeDownload(answer: Answer, parts: DownloadParts): Promise<Given> {
  const { method, rule } = parts
  const all = pairsOf(answer.raw)
  const looks = looksAtAnswers(rule)
  const headers = handedOver(answer.raw, (name) => looks && ofBytes.has(name))
  const { status } = answer
  const length = oneOf(all, 'content-length')
  if (isTwice(all, ['content-length', 'content-type', 'content-encoding']))
    throw new Refused(502, 'body-malformed', 'a header of the answer is there twice')
  if (method === 'HEAD' || status === 204 || status === 304) {
    // the length of what was not looked at is that of what would not be given
    return { status, headers, ...(length === undefined || looks ? {} : { length: Number(length) }) }
  }
  if (!looks) return { status, headers, body: answer.body, ...(length === undefined ? {} : { length: Number(length) }) }
  if (status === 206 || oneOf(all, 'content-range') !== undefined) throw new Refused(502, 'partial-answer', 'a part of an answer cannot be judged')
  return { status, ...(await looked(answer, all, headers, parts)) }
}

async function looked(answer: Answer, all: Headers, headers: Headers, { rule, scan, spool }: DownloadParts): Promise<Omit<Given, 'status'>> {
  const [declared, encoding] = [oneOf(all, 'content-type'), oneOf(all, 'content-encoding')]
  const type = mediaType(declared)
  if (type === 'text/event-stream') throw new Refused(502, 'body-type', 'an answer without an end cannot be judged')
  const kept = spool()
  const bytes = new Kept(
    upTo(answer.body, rule.answer, () => new Refused(502, 'body-too-large', `an answer of more than ${rule.answer} bytes`)),
    kept,
  )
  if (rule.scan === 'downloads' || rule.scan === 'both') {
    const report = await scan({ type: declared ?? 'application/octet-stream', ...(encoding === undefined ? {} : { encoding }), bytes }, 'download')
    bytes.check()
    if (!report.admitted) throw scanRefusal(report, 'download')
  } else await bytes.drain()
  if (kept.size === 0) return { headers, length: 0 }
  if (rule.redact.length === 0 && rule.refuse.length === 0) return { headers, body: kept.read(), length: kept.size }
  if (type === undefined || !isJson(type)) throw new Refused(502, 'body-type', 'an answer with sensitive fields has to be JSON')
  const plain = await unpacked(kept.read(), encoding ?? '', rule.answer)
  const made = await clearedOf(plain, rule)
  if (made === undefined) return { headers, body: kept.read(), length: kept.size }
  return { headers: headers.filter(([name]) => name.toLowerCase() !== 'content-encoding'), body: once(made), length: made.length }
}

/** Undefined where nothing is to be cleared. */
async function clearedOf(plain: Buffer, rule: BodyRule): Promise<Buffer | undefined> {
  try {
    const made = await cleared(plain, rule)
    if ('refused' in made) throw new Refused(502, 'sensitive-field', `a field that no answer may have: ${made.refused}`)
    return made.redacted === 0 ? undefined : made.bytes
  } catch (error) {
    if (error instanceof JsonFault) throw new Refused(502, 'body-malformed', `an answer with sensitive fields: ${error.message}`)
    throw error
  }
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
