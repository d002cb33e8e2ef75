import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { clientHeaders } from '../model/request.ts'
import { pairsOf } from '../relay/hops.ts'
import { asked, handedOn } from '../serve/wire.ts'
import type { Peer } from './peer.ts'

/** What a client asks, in HTTP/1.1 and HTTP/2 alike. */
export interface Head {
  readonly method: string
  /** Byte for byte as it came. */
  readonly target: string
  readonly host: string
  /** Names and values in turn. */
  readonly raw: readonly string[]
  /** By their names in lower case. */
  readonly said: ReadonlyMap<string, string>
  /** Whether a body follows, and whether its length is said. */
  readonly body: 'none' | 'sized' | 'unsized'
}

export interface Unreadable {
  readonly refused: 400 | 505
}

/** Names without underscores, which would become those with hyphens in many programs: all others are dropped. */
const plain = /^[A-Za-z0-9-]+$/

/** Headers of which one at most may come: who reads the first and who reads the last would differ. */
const single = new Set<string>(['host', 'transfer-encoding', ...clientHeaders.filter((header) => header !== 'accept')])

const broken: Unreadable = { refused: 400 }

/** The head of a request, or that two programs could read it in two ways. What is no HTTP at all was refused by Node's parser, which is strict. */
export function headOf(message: IncomingMessage | Http2ServerRequest): Head | Unreadable {
  return 'stream' in message ? headOf2(message) : headOf1(message)
}

function headOf1({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): Head | Unreadable {
  if (httpVersion !== '1.1') return { refused: 505 }
  const pairs = pairsOf(rawHeaders).filter(([name]) => plain.test(name))
  const said = saidIn(pairs)
  const host = said?.get('host')
  if (said === undefined || host === undefined) return broken
  const [coding, length] = [said.get('transfer-encoding'), said.get('content-length')]
  // one way to say where a body ends, in one spelling
  if (coding !== undefined && (length !== undefined || coding.toLowerCase() !== 'chunked')) return broken
  const upgrade = said.get('upgrade')
  if (upgrade !== undefined && (upgrade.toLowerCase() !== 'websocket' || coding !== undefined || Number(length ?? 0) !== 0)) return broken
  const body = coding === undefined ? (Number(length ?? 0) === 0 ? 'none' : 'sized') : 'unsized'
  return { method, target: url, host, raw: pairs.flat(), said, body }
}

function headOf2({ method, url, authority, scheme, rawHeaders, stream }: Http2ServerRequest): Head | Unreadable {
  const pairs = pairsOf(rawHeaders).filter(([name]) => plain.test(name))
  // it comes in crumbs (RFC 9113, section 8.2.3)
  const cookie = pairs.flatMap(([name, value]) => (name === 'cookie' ? [value] : [])).join('; ')
  const whole = [...pairs.filter(([name]) => name !== 'cookie'), ...(cookie === '' ? [] : [['cookie', cookie] as const])]
  const said = saidIn(whole)
  const host = authority || said?.get('host')
  if (said === undefined || host === undefined || scheme !== 'https') return broken
  if ((said.get('host') ?? host) !== host || said.has('transfer-encoding') || said.has('upgrade')) return broken
  const isOver = (stream as { readonly endAfterHeaders?: boolean }).endAfterHeaders === true
  const body = isOver ? 'none' : said.has('content-length') ? 'sized' : 'unsized'
  return { method, target: url, host, raw: whole.flat(), said, body }
}

/** Undefined where one is there twice that may be there once. */
function saidIn(pairs: readonly (readonly [name: string, value: string])[]): ReadonlyMap<string, string> | undefined {
  const said = new Map<string, string>()
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase()
    const before = said.get(lower)
    if (before !== undefined && single.has(lower)) return undefined
    said.set(lower, before === undefined ? value : `${before}, ${value}`)
  }
  return said
}

/** What the decision service is asked of a request, in the headers of `wire.ts`. */
export function questionOf({ method, target, host, said, body }: Head, { remote, certificate }: Peer, rendered: string): ReadonlyMap<string, string> {
  const question = new Map<string, string>([
    [asked.method, method],
    [asked.scheme, 'https'],
    [asked.host, host],
    [asked.target, target],
    [asked.remote, remote],
    [asked.rendered, rendered],
  ])
  if (certificate !== undefined) question.set(asked.certificate, certificate)
  for (const header of clientHeaders) {
    const value = said.get(header)
    if (value !== undefined) question.set(handedOn(header), value)
  }
  // HTTP/2 has no word of its own for it
  if (body === 'unsized') question.set(handedOn('transfer-encoding'), 'chunked')
  return question
}
