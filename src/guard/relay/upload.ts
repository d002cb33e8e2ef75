import { disagreement, isJson, isListed, mediaType, telling } from '../body/media.ts'
import { JsonFault, jsonText, walkJson } from '../body/json-text.ts'
import type { Conforms } from '../body/schema.ts'
import type { BodyRule } from '../model/body.ts'
import type { Route } from '../model/site.ts'
import type { Headers } from './hops.ts'
import { isTwice, oneOf } from './hops.ts'
import { judgeParts } from './parts.ts'
import { begun, Kept, upTo } from './pieces.ts'
import type { Scan } from './ports.ts'
import { Refused, scanRefusal } from './refusal.ts'
import type { Spool } from './spool.ts'

export interface Upload {
  readonly method: string
  readonly headers: Headers
  readonly body: AsyncIterable<Uint8Array>
}

export interface UploadParts {
  readonly route: Pick<Route, 'body'>
  readonly rule: BodyRule
  readonly scan: Scan
  readonly conforms?: Conforms
  readonly spool: () => Spool
}

export interface Judged {
  readonly body?: AsyncIterable<Buffer>
  readonly length?: number
}

/** A body is changed by these, and a schema would say nothing of one that is not there. */
const carrying = new Set(['POST', 'PUT', 'PATCH'])

/** The body of a request as it may be handed on: all of it after its verdict, or, where its beginning is enough, as it comes. Throws `Refused`. */
export async function judgeUpload({ method, headers, body }: Upload, parts: UploadParts): Promise<Judged> {
  const { route, rule, conforms } = parts
  const declared = oneOf(headers, 'content-type')
  const length = oneOf(headers, 'content-length')
  const encoding = oneOf(headers, 'content-encoding')
  if (isTwice(headers, ['content-type', 'content-length', 'content-encoding']))
    throw new Refused(400, 'body-malformed', 'a header of the body is there twice')
  const tooLarge = (): Refused => new Refused(413, 'body-too-large', `more than ${route.body} bytes`)
  const { first, all } = await begun(upTo(body, route.body, tooLarge), telling)
  if (first.length === 0) {
    if (conforms !== undefined && carrying.has(method)) throw new Refused(422, 'body-schema', 'there is no body')
    return {}
  }
  const isEncoded = encoding !== undefined && encoding.trim().toLowerCase() !== 'identity'
  const type = mediaType(declared)
  const looksInside = rule.types.length > 0 || conforms !== undefined
  if (looksInside && isEncoded) throw new Refused(415, 'body-type', 'it is encoded')
  if (looksInside) judgeType(type, first, rule, conforms !== undefined)
  const isForm = rule.types.length > 0 && type?.startsWith('multipart/') === true
  const isScanned = rule.scan === 'uploads' || rule.scan === 'both'
  if (!isForm && !isScanned && conforms === undefined) return { body: all, ...(length === undefined ? {} : { length: Number(length) }) }

  const spool = parts.spool()
  const kept = new Kept(all, spool)
  if (isScanned) {
    const report = await parts.scan({ type: declared ?? 'application/octet-stream', ...(isEncoded ? { encoding } : {}), bytes: kept }, 'upload')
    kept.check()
    if (!report.admitted) throw scanRefusal(report, 'upload')
  } else await kept.drain()
  if (isForm) await judgeParts(declared ?? '', rule.types, spool.read())
  if (conforms !== undefined) judgeSchema(await spool.whole(), conforms)
  return { body: spool.read(), length: spool.size }
}

function judgeType(type: string | undefined, first: Buffer, { types }: BodyRule, hasSchema: boolean): void {
  if (type === undefined) throw new Refused(415, 'body-type', 'it declares no type')
  if (types.length > 0 && !isListed(type, types)) throw new Refused(415, 'body-type', 'it is of a type that is not listed')
  if (hasSchema && !isJson(type)) throw new Refused(415, 'body-type', 'it is not declared as JSON')
  const why = disagreement(type, first)
  if (why !== undefined) throw new Refused(415, 'body-type', `it is declared as ${type}: ${why}`)
}

function judgeSchema(bytes: Buffer, conforms: Conforms): void {
  let broken: string | undefined
  try {
    broken = conforms(walkJson(jsonText(bytes), { unique: true, value: () => {} }))
  } catch (error) {
    throw new Refused(400, 'body-malformed', error instanceof JsonFault ? error.message : 'it cannot be judged')
  }
  if (broken !== undefined) throw new Refused(422, 'body-schema', broken)
}
