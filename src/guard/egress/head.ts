import { readHost } from './addresses.ts'
import type { WayOut } from './admission.ts'

export type ReadHead = { readonly ok: true; readonly head: WayOut } | { readonly ok: false; readonly status: 400 | 405; readonly detail: string }

/** The longest head that is read. */
export const longestHead = 4096

/** The longest head of a request that is handed on: it has the fields of the client. */
export const longestForwarded = 16_384

/**
 * The head of a CONNECT (RFC 9112, section 3.2.3; RFC 9110, section 9.3.6), without the empty line behind it. Only what all readers read alike:
 * CRLF, one blank, no body, a Host that is the target.
 */
export function readConnect(text: string): ReadHead {
  const [first = '', ...lines] = text.split('\r\n')
  if (/[^\x20-\x7e\r\n\t]/.test(text) || /[\r\n]/.test(text.replaceAll('\r\n', ''))) return bad('characters that a head does not have')
  const [, method, authority = ''] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first) ?? []
  if (method === undefined) return bad('no request line')
  if (method !== 'CONNECT') return { ok: false, status: 405, detail: 'only CONNECT is relayed' }
  // an IPv6 address stands in brackets: without them its last group could be the port
  const [, host = '', digits = ''] = /^([^:[\]]+|\[[^[\]]+\]):([1-9]\d{0,4})$/.exec(authority) ?? []
  const port = Number(digits)
  if (host === '' || port > 65_535) return bad('the target is not a host and a port')
  const read = readHost(host)
  if (!read.ok) return bad(`the host is ${read.why}`)
  const fields = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) return bad('a line that is no field')
    if (fields.has(name.toLowerCase())) return bad('a field twice')
    fields.set(name.toLowerCase(), value)
  }
  if (fields.has('transfer-encoding') || (fields.get('content-length') ?? '0') !== '0') return bad('a body')
  const named = fields.get('host')
  // clients name the target, with its port or without
  if (named !== undefined && named !== authority && named !== host) return bad('a Host that is not the target')
  const authorization = fields.get('proxy-authorization')
  return { ok: true, head: { target: read.target, port, ...(authorization === undefined ? {} : { authorization }) } }
}

function bad(detail: string): ReadHead {
  return { ok: false, status: 400, detail }
}
