import type { Sink } from './sink.ts'
import { notScanned, Stop } from './verdict.ts'

/** Deeper lists and objects than any program reads. */
const deepest = 128
/** The longest name of a member that places are told with. */
const longestKey = 256

interface Frame {
  readonly list: boolean
  /** In an object: the next string is the name of a member. */
  key: boolean
  name: string
  index: number
}

/**
 * Takes the strings out of JSON (RFC 8259) as it comes, names of members too, with escapes undone, and gives each to a sink of its own. What could
 * be read in another way (other quotes, comments, UTF-16, a string that does not end) is malformed.
 */
export function jsonSink(where: string, open: (where: string) => Sink): Sink {
  const frames: Frame[] = []
  let into: Sink | undefined
  let name: string | undefined
  let escape = ''
  let high = 0
  let quoted: number[] = []

  function stop(detail: string): never {
    throw new Stop(where, notScanned('malformed', `it is not JSON: ${detail}`))
  }

  function place(): string {
    return `${where}$${frames.map(({ list, name: member, index }) => (list ? `[${index}]` : `.${member}`)).join('')}`
  }

  function begin(): void {
    const frame = frames.at(-1)
    name = frame?.key === true ? '' : undefined
    into = open(name === undefined ? place() : `${place()}~name`)
  }

  async function finish(): Promise<void> {
    if (high !== 0) stop('half of a character')
    await flush()
    await into?.end()
    into = undefined
    const frame = frames.at(-1)
    if (name !== undefined && frame !== undefined) {
      frame.name = /^\w{1,64}$/.test(name) ? name : JSON.stringify(name)
      frame.key = false
    }
  }

  async function flush(): Promise<void> {
    if (quoted.length === 0) return
    const bytes = Buffer.from(quoted)
    quoted = []
    await give(bytes)
  }

  async function give(bytes: Buffer): Promise<void> {
    if (name !== undefined && name.length < longestKey) name += bytes.toString('utf8', 0, longestKey)
    await into?.write(bytes)
  }

  function structure(byte: number): void {
    const character = String.fromCharCode(byte)
    const frame = frames.at(-1)
    if (character === '"') begin()
    else if (character === '{' || character === '[') {
      if (frames.push({ list: character === '[', key: character === '{', name: '', index: 0 }) > deepest) {
        throw new Stop(where, notScanned('too-deep', `JSON of more than ${deepest} levels`))
      }
    } else if (character === '}' || character === ']') {
      if (frame?.list !== (character === ']')) stop('brackets that do not match')
      frames.pop()
    } else if (character === ',' && frame !== undefined) {
      frame.index++
      frame.key = !frame.list
    } else if (!/[ \t\r\n:,\d.+\-eEtrufalsn]/.test(character)) stop('a character outside of strings')
  }

  /** The bytes of what an escape stands for. */
  function unescaped(text: string): readonly number[] | undefined {
    const plain: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
    if (text[0] !== 'u') return plain[text] === undefined ? stop('an escape that there is not') : bytesOf(plain[text])
    if (!/^u[0-9a-fA-F]{0,4}$/.test(text)) stop('an escape that there is not')
    if (text.length < 5) return undefined
    const unit = Number.parseInt(text.slice(1), 16)
    if (unit >= 0xd800 && unit < 0xdc00 && high === 0) {
      high = unit
      return []
    }
    if (high === 0) return bytesOf(String.fromCharCode(unit))
    const pair = String.fromCharCode(high, unit)
    high = 0
    return bytesOf(pair)
  }

  function bytesOf(text: string): readonly number[] {
    if (high !== 0 || /\p{Cs}/u.test(text)) stop('half of a character')
    return [...Buffer.from(text, 'utf8')]
  }

  /** True at the end of the string. */
  function inside(byte: number): boolean {
    if (escape !== '') {
      escape += String.fromCharCode(byte)
      const bytes = unescaped(escape.slice(1))
      if (bytes === undefined) return false
      quoted.push(...bytes)
      escape = ''
    } else if (byte === 0x5c) escape = '\\'
    else if (high !== 0) stop('half of a character')
    else if (byte === 0x22) return true
    else stop('a control character in a string')
    return false
  }

  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) {
        const end = into === undefined || escape !== '' || high !== 0 ? at : plainEnd(bytes, at)
        if (end > at) {
          await flush()
          await give(bytes.subarray(at, end))
          at = end
        } else if (into === undefined) structure(bytes[at++]!)
        else if (inside(bytes[at++]!)) await finish()
      }
      await flush()
    },
    async end() {
      if (into !== undefined || frames.length > 0) stop('it ends too early')
    },
  }
}

/** The first byte from here on that is not simply what it is: a quote, a backslash, a control character. */
function plainEnd(bytes: Buffer, from: number): number {
  let at = from
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte < 0x20 || byte === 0x22 || byte === 0x5c) break
  }
  return at
}
