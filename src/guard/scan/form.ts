import type { Sink } from './sink.ts'
import { notScanned, Stop } from './verdict.ts'

/** The longest name of a field. */
const longestName = 1024

const [ampersand, equals, plus, percent] = [0x26, 0x3d, 0x2b, 0x25]

/** Takes the values out of `application/x-www-form-urlencoded` (WHATWG URL) as it comes, decoded, and gives each to a sink of its own. */
export function formSink(where: string, open: (name: string) => Sink): Sink {
  let into: Sink | undefined
  let name: number[] = []
  let value: number[] = []
  let escape = ''

  function stop(detail: string): never {
    throw new Stop(where, notScanned('malformed', `it is not a form: ${detail}`))
  }

  /** The byte that is meant; undefined in the middle of an escape. */
  function decoded(byte: number): number | undefined {
    if (escape === '' && byte !== percent) return byte === plus ? 0x20 : byte
    escape += String.fromCharCode(byte)
    if (!/^%[0-9a-fA-F]{0,2}$/.test(escape)) stop('a percent sign that is no escape')
    if (escape.length < 3) return undefined
    const meant = Number.parseInt(escape.slice(1), 16)
    escape = ''
    return meant
  }

  async function flush(): Promise<void> {
    const bytes = Buffer.from(value)
    value = []
    if (bytes.length > 0) await into?.write(bytes)
  }

  async function endPair(): Promise<void> {
    if (escape !== '') stop('half of an escape')
    if (into === undefined) {
      // a field without a sign is all name, and may be read as all value
      into = open('')
      value = name
    }
    await flush()
    await into.end()
    into = undefined
    name = []
  }

  return {
    async write(bytes) {
      for (const byte of bytes) {
        if (byte === ampersand) await endPair()
        else if (byte === equals && into === undefined) {
          if (escape !== '') stop('half of an escape')
          into = open(Buffer.from(name).toString('utf8'))
        } else {
          const meant = decoded(byte)
          if (meant === undefined) continue
          if (into !== undefined) value.push(meant)
          else if (name.push(meant) > longestName) stop('a name that is too long')
        }
      }
      await flush()
    },
    async end() {
      await endPair()
    },
  }
}
