import type { IncomingMessage } from 'node:http'
import type { Head } from '../embedded/head.ts'
import { headOf } from '../embedded/head.ts'
import type { Headers } from '../relay/hops.ts'
import { handedOver, isTwice, pairsOf } from '../relay/hops.ts'
import { readHost } from './addresses.ts'
import type { WayOut } from './admission.ts'

/** One request of HTTP in the clear, and to whom it goes. */
export interface Forwarded extends WayOut {
  readonly method: string
  readonly path: string
  /** The Host that the server gets: the target, in the one spelling that was judged. */
  readonly host: string
  readonly head: Head
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** A host, a port or none, and a path: nobody's name before it, no fragment behind it. */
const form = /^http:\/\/([^:[\]/?#@\\]+|\[[^[\]/?#@\\]+\])(?::([1-9]\d{0,4}))?(\/[\x21\x22\x24-\x5b\x5d-\x7e]*)$/i
const single = ['host', 'proxy-authorization', 'content-length', 'content-type', 'content-encoding', 'transfer-encoding', 'connection']

/** The head of a request in absolute form (RFC 9112, section 3.2.2), or why it is none. Node's parser, which is strict, has read it before. */
export function readAbsolute(message: IncomingMessage): Forwarded | { readonly malformed: string } {
  const head = headOf(message)
  if ('refused' in head) return { malformed: 'a head that two programs could read in two ways' }
  if (isTwice(pairsOf(message.rawHeaders), single)) return { malformed: 'a field twice' }
  if (head.said.has('upgrade')) return { malformed: 'an upgrade' }
  if (!['100-continue', undefined].includes(head.said.get('expect')?.toLowerCase())) return { malformed: 'an expectation that nobody knows' }
  if (!methods.has(head.method)) return { malformed: 'a method that is not handed on' }
  const [, name, digits, path] = form.exec(head.target) ?? []
  if (name === undefined || path === undefined) return { malformed: 'the target is not http, a host and a path' }
  const port = Number(digits ?? 80)
  const read = readHost(name)
  if (!read.ok) return { malformed: `the host is ${read.why}` }
  if (port > 65_535) return { malformed: 'the target has no port' }
  // clients name the target, with its port or without
  if (![name, `${name}:${port}`].includes(head.host)) return { malformed: 'a Host that is not the target' }
  const bare = read.target.host.includes(':') ? `[${read.target.host}]` : read.target.host
  const authorization = head.said.get('proxy-authorization')
  return {
    method: head.method,
    target: read.target,
    port,
    path,
    host: port === 80 ? bare : `${bare}:${port}`,
    ...(authorization === undefined ? {} : { authorization }),
    head,
  }
}

/** What only proxies and their clients say to each other, and what asks for a part of an answer or for one that is packed: none could be judged. */
const kept = new Set(['host', 'proxy-authorization', 'range', 'if-range', 'accept-encoding'])

/** The headers that the server gets: one Host, and nothing of the connection to the relay. */
export function toServer({ head, host }: Forwarded): Headers {
  return [['Host', host], ...handedOver(head.raw, (name) => kept.has(name)), ['Accept-Encoding', 'identity'], via]
}

/** The headers that the client gets. */
export function toClient(headers: Headers): Headers {
  return [...headers.filter(([name]) => !name.toLowerCase().startsWith('proxy-')), via]
}

/** RFC 9110, section 7.6.3: a name of our own says nothing of the network. */
const via = ['Via', '1.1 egress'] as const
