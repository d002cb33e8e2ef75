/** A request target that every program reads the same way. */
export interface CanonicalTarget {
  /** Decoded; a trailing slash is an empty last one. */
  readonly segments: readonly string[]
  readonly query: string
}

export interface Refused {
  readonly refused: string
}

/** More than that no server takes by default (nginx: 8 KiB for a line). */
const longest = 8000

/** RFC 3986 3.3 `pchar` without `;`, which some servers cut off. */
const plain = /^[A-Za-z0-9\-._~!$&'()*+,=:@]$/
const queryText = /^[\x21-\x7e]*$/

/**
 * Reads a target byte for byte as the client sent it, or says what in it two programs could read differently.
 * It is never mended: a decision about a mended path is one about another request.
 */
export function canonicalTarget(raw: string): CanonicalTarget | Refused {
  if (raw.length > longest) return refuse('longer than 8000 bytes')
  if (!raw.startsWith('/')) return refuse('not in origin form')
  const mark = raw.indexOf('?')
  const path = mark === -1 ? raw : raw.slice(0, mark)
  const query = mark === -1 ? '' : raw.slice(mark + 1)
  if (!queryText.test(query) || query.includes('#')) return refuse('a character in the query that has to be escaped')
  const written = path.slice(1).split('/')
  const segments: string[] = []
  for (const [index, one] of written.entries()) {
    if (one === '' && index < written.length - 1) return refuse('an empty segment')
    const read = segmentOf(one)
    if (typeof read !== 'string') return read
    segments.push(read)
  }
  return { segments, query }
}

/** What is the same in every reading: most segments are. */
const harmless = /^[A-Za-z0-9_-]*$/

function segmentOf(written: string): string | Refused {
  if (harmless.test(written)) return written
  const decoded = decode(written)
  if (decoded === undefined) return refuse('an escape that is none, or no UTF-8')
  if (encode(decoded) !== written.replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())) return refuse('not in its canonical spelling')
  // some programs decode twice, fold compatible characters or take a backslash for a slash: all readings have to agree
  if (/%[0-9a-f]{2}/i.test(decoded)) return refuse('escaped twice')
  for (const reading of [decoded, decoded.normalize('NFKC')]) {
    if (/[/\\]/.test(reading)) return refuse('a separator in a segment')
    if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(reading)) return refuse('a control character')
    if (/^\.+$/.test(reading.trim())) return refuse('a segment of dots')
    if (reading !== decoded && /[%;?#.]/.test(reading) && !/[%;?#.]/.test(decoded)) return refuse('a character that folds into a special one')
  }
  if (decoded !== decoded.trim()) return refuse('a space at the end of a segment')
  return decoded
}

function decode(written: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(written)) return undefined
  try {
    return decodeURIComponent(written)
  } catch {
    return undefined
  }
}

/** The one spelling of a decoded segment. */
export function encode(segment: string): string {
  let text = ''
  for (const character of segment) text += plain.test(character) ? character : escaped(character)
  return text
}

function escaped(character: string): string {
  let text = ''
  for (const byte of new TextEncoder().encode(character)) text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return text
}

function refuse(why: string): Refused {
  return { refused: why }
}
