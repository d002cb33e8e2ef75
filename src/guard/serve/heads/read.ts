/** A GET that is its head and nothing else. Names are in lower case; each stands once. */
export interface Head {
  readonly target: string
  readonly headers: ReadonlyMap<string, string>
  /** Whether the connection ends with the answer. */
  readonly isLast: boolean
}

/** Bytes of a head at most: one header line of the data plane may be as long as a client's, and together they stay bounded. */
export const longestHead = 65_536

export const endOfHead = '\r\n\r\n'

const [before, behind] = ['GET ', ' HTTP/1.1']
/**
 * A whole head, looked at once. A name is a `token` (RFC 9110 5.6.2), a value `field-content` as bytes (5.5): no CR, LF, NUL or other control
 * character, and so no line that goes on in the next. No two parts take the same character, so that nothing is tried in two ways.
 */
const form = /^GET \/[\x21-\x7e]* HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)+\r\n$/

/** How these may stand there, to the byte. Otherwise something would follow the head that two readers could take for another request. */
const only: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    connection: [' close', ' keep-alive'],
    'content-length': [' 0'],
    expect: [],
    te: [],
    trailer: [],
    'transfer-encoding': [],
    upgrade: [],
  }),
)

/**
 * Reads the head of a GET of HTTP/1.1 (RFC 9112) without a body: its bytes as Latin-1, up to and with the empty line. It reads less than
 * the protocol has, and nothing otherwise than `node:http` does: what is not written as data planes write it is undefined.
 */
export function readHead(text: string): Head | undefined {
  if (text.length > longestHead || !form.test(text)) return undefined
  const end = text.indexOf('\r\n')
  const headers = new Map<string, string>()
  for (let from = end + 2; from < text.length - 2;) {
    const [colon, to] = [text.indexOf(':', from), text.indexOf('\r\n', from)]
    const key = text.slice(from, colon).toLowerCase()
    const content = text.slice(colon + 1, to)
    if (headers.has(key) || only.get(key)?.includes(content) === false) return undefined
    headers.set(key, withoutBlanks(content))
    from = to + 2
  }
  if (!headers.has('host')) return undefined
  return { target: text.slice(before.length, end - behind.length), headers, isLast: headers.get('connection') === 'close' }
}

/** RFC 9110 5.6.3: blanks and tabs around a value are none of it; `trim` would take more than these. */
function withoutBlanks(content: string): string {
  let [from, to] = [0, content.length]
  while (isBlank(content.charCodeAt(from))) from++
  while (to > from && isBlank(content.charCodeAt(to - 1))) to--
  return content.slice(from, to)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
