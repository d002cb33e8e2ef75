import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import { flag } from '../../protocols/arguments.ts'

/** One address that memcached listens on; without a port it is that of `-p`. */
export interface Address {
  /** `notls:`: the others speak TLS, where it is on. */
  readonly isPlain: boolean
  readonly isLocal: boolean
  readonly port?: number
  readonly from?: Setting
}

/** The items of `-l`, apart by commas (memcached.1 and memcached.c of 1.6.18). */
export function addressesOf(words: readonly Setting[]): readonly Address[] {
  const list = flag(words, ['-l', '--listen'])?.value
  if (list === undefined) return [{ isPlain: false, isLocal: false }]
  return list.value
    .split(/[,;]/)
    .filter((item) => item.trim() !== '')
    .map((item) => {
      const [, plain, host = '', port] = /^\s*(notls:)?(\[[^\]]*\]|[^:]*|[^:]*:[^:]*:.*?)(?::(\d{1,5}))?\s*$/.exec(item) ?? []
      return {
        isPlain: plain !== undefined,
        isLocal: /^(?:127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/.test(host),
        ...(port === undefined ? {} : { port: Number(port) }),
        from: list,
      }
    })
}

/** A value of `-o name=value,name=value`, which may be given more than once. */
function extended(words: readonly Setting[], name: string): Setting | undefined {
  return words
    .flatMap((word, index) => {
      const before = words[index - 1]?.value
      return before === '-o' || before === '--extended' ? word.value.split(',').map((part) => withText(word, part)) : []
    })
    .filter(({ value }) => value.startsWith(`${name}=`))
    .map((part) => withText(part, part.value.slice(name.length + 1)))
    .at(-1)
}

/** 2: whoever has no certificate of `ssl_ca_cert` is turned away; 1 asks and takes nobody amiss. */
export function certificates(words: readonly Setting[]): Setting | undefined {
  const mode = extended(words, 'ssl_verify_mode')
  return mode !== undefined && (mode.value === '2' || mode.value === '3') && extended(words, 'ssl_ca_cert') !== undefined ? mode : undefined
}

export function shownBy(words: readonly Setting[]): Pick<ListenerReading, 'certificate' | 'key'> {
  const certificate = extended(words, 'ssl_chain_cert')
  const key = extended(words, 'ssl_key') ?? certificate
  return { ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) }
}
