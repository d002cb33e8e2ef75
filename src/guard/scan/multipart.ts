import type { Sink } from './sink.ts'
import { notScanned, Stop } from './verdict.ts'

/** What the head of a part says. */
export interface PartHead {
  /** Of the field; absent where it says none. */
  readonly name?: string
  /** As it is declared, and `text/plain` where it is not (RFC 7578, section 4.4). */
  readonly type: string
  /** It says its type or the name of a file: no plain field. */
  readonly isFile: boolean
  /** `Content-Transfer-Encoding`, in lower case; `binary` where it says none. */
  readonly encoding: string
}

/** The longest head of a part. */
const longestHead = 8192

/** The boundary of a `multipart/...` content type (RFC 2046, section 5.1.1), and undefined where readers could take different ones. */
export function boundaryOf(contentType: string): string | undefined {
  if (/[^\x20-\x7e\t]/.test(contentType)) return undefined
  const found = [...contentType.matchAll(/;[ \t]*boundary[^=;]*=[ \t]*(?:"([^"]*)"|([^\s;"]*))/gi)]
  const written = contentType.match(/boundary/gi) ?? []
  const boundary = found[0]?.[1] ?? found[0]?.[2]
  if (found.length !== 1 || written.length !== 1 || !/;[ \t]*boundary=/i.test(contentType) || boundary === undefined) return undefined
  return /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/.test(boundary) ? boundary : undefined
}

/**
 * Cuts a multipart body (RFC 7578) into its parts as it comes. It takes what all readers take alike: CRLF at every line of it, no text before the
 * first part or after the last one, nothing that looks like the boundary without being it; all else is malformed.
 */
export function multipartSink(where: string, boundary: string, open: (head: PartHead) => Sink): Sink {
  const mark = Buffer.from(`\n--${boundary}`, 'latin1')
  // the first boundary has no line before it
  let pending: Buffer = Buffer.from('\r\n')
  let state: 'first' | 'after' | 'head' | 'body' | 'done' = 'first'
  let part: Sink | undefined

  function stop(detail: string): never {
    throw new Stop(where, notScanned('malformed', `it is not multipart as all read it: ${detail}`))
  }

  /** True where it got further: there may be more in what is pending. */
  async function step(): Promise<boolean> {
    if (state === 'first') {
      if (pending.length < mark.length + 1) return false
      if (pending.indexOf(mark) !== 1) stop('it does not begin with its boundary')
      return went('after', mark.length + 1)
    }
    if (state === 'after') {
      if (pending.length < 2) return false
      const next = pending.toString('latin1', 0, 2)
      if (next !== '\r\n' && next !== '--') stop('text behind a boundary')
      // the line's end stays: a head without fields is the end of a line and another one
      return next === '--' ? went('done', 2) : went('head', 0)
    }
    if (state === 'head') {
      const end = pending.indexOf('\r\n\r\n')
      if (end > longestHead || (end === -1 && pending.length > longestHead)) stop('a head that is too long')
      if (end === -1) return false
      part = open(headOf(pending.toString('latin1', Math.min(2, end), end), stop))
      // the line's end before the first byte of the part is also that of an empty part's boundary
      return went('body', end + 2)
    }
    if (state === 'body') return body()
    if (pending.length > 2 || !'\r\n'.startsWith(pending.toString('latin1'))) stop('text behind its end')
    return false
  }

  let begun = false
  async function body(): Promise<boolean> {
    const at = pending.indexOf(mark)
    if (at !== -1 && pending[at - 1] !== 0x0d) stop('a boundary behind a bare line feed')
    const keep = at === -1 ? Math.max(0, pending.length - mark.length) : at - 1
    const from = begun ? 0 : Math.min(2, keep)
    if (at === -1 && keep <= from) return false
    begun = true
    if (keep > from) await part?.write(Buffer.from(pending.subarray(from, keep)))
    if (at === -1) {
      pending = pending.subarray(keep)
      return false
    }
    await part?.end()
    part = undefined
    begun = false
    return went('after', at + mark.length)
  }

  function went(to: typeof state, length: number): true {
    state = to
    pending = pending.subarray(length)
    return true
  }

  return {
    async write(bytes) {
      pending = Buffer.concat([pending, bytes])
      while (await step());
    },
    async end() {
      if (state !== 'done') stop('it ends too early')
    },
  }
}

function headOf(text: string, stop: (detail: string) => never): PartHead {
  const fields = new Map<string, string>()
  for (const line of text === '' ? [] : text.split('\r\n')) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\r\n\0]*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined || value === undefined) stop('a line of a head that is none')
    if (fields.has(name.toLowerCase())) stop('a field twice in a head')
    fields.set(name.toLowerCase(), value)
  }
  const disposition = fields.get('content-disposition') ?? ''
  const [, quoted, bare] = /;[ \t]*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(disposition) ?? []
  const name = quoted ?? bare
  return {
    ...(name === undefined ? {} : { name }),
    type: fields.get('content-type') ?? 'text/plain',
    isFile: fields.has('content-type') || /;[ \t]*filename\*?[ \t]*=/i.test(disposition),
    encoding: fields.get('content-transfer-encoding')?.toLowerCase() ?? 'binary',
  }
}
