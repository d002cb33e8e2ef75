import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** A whole reply of RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export type RespValue =
  | { readonly kind: 'state' | 'error' | 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly items: readonly RespValue[] }

const longestText = 1 << 18
const mostItems = 4096
const deepest = 6

/** Asks one command as a list of words, so that no word can be more than one. `shown` stands for it in the transcript. */
export async function askResp(talk: Conversation, words: readonly string[], shown: string): Promise<RespValue> {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  talk.send(`*${words.length}\r\n${parts.join('')}`, shown)
  return talk.receive(takeResp, show)
}

export function takeResp(bytes: Buffer): Taken<RespValue> | undefined {
  return valueAt(bytes, 0, 0)
}

/** The value that begins at `at`, and where it ends (counted from the front of the bytes). */
function valueAt(bytes: Buffer, at: number, depth: number): Taken<RespValue> | undefined {
  const end = bytes.indexOf(0x0a, at)
  if (end === -1) {
    if (bytes.length - at > longestText) throw new WireError('garbage', 'a reply without an end')
    return undefined
  }
  const text = bytes.toString('utf8', at + 1, end).replace(/\r$/, '')
  const sign = String.fromCharCode(bytes[at]!)
  if (sign === '+') return { value: { kind: 'state', text }, length: end + 1 }
  if (sign === '-') return { value: { kind: 'error', text }, length: end + 1 }
  if (sign !== ':' && sign !== '$' && sign !== '*') throw new WireError('garbage', 'the answer is not of the Redis protocol')
  if (!/^-?\d{1,15}$/.test(text)) throw new WireError('garbage', 'a number of the answer is none')
  const number = Number(text)
  if (sign === ':') return { value: { kind: 'number', number }, length: end + 1 }
  if (number < 0) return { value: { kind: 'nothing' }, length: end + 1 }
  return sign === '$' ? bulkAt(bytes, end + 1, number) : listAt(bytes, end + 1, number, depth)
}

function bulkAt(bytes: Buffer, at: number, size: number): Taken<RespValue> | undefined {
  if (size > longestText) throw new WireError('too-much', 'a text of the answer is too long')
  if (bytes.length < at + size + 2) return undefined
  return { value: { kind: 'text', text: bytes.toString('utf8', at, at + size) }, length: at + size + 2 }
}

function listAt(bytes: Buffer, start: number, count: number, depth: number): Taken<RespValue> | undefined {
  if (count > mostItems || depth >= deepest) throw new WireError('too-much', 'a list of the answer is too long or too deep')
  const items: RespValue[] = []
  let at = start
  for (let index = 0; index < count; index++) {
    if (at >= bytes.length) return undefined
    const item = valueAt(bytes, at, depth + 1)
    if (item === undefined) return undefined
    items.push(item.value)
    at = item.length
  }
  return { value: { kind: 'list', items }, length: at }
}

function show(value: RespValue): string {
  if (value.kind === 'error') return `error ${/^[A-Z]{2,20}(?= |$)/.exec(value.text)?.[0] ?? 'something else'}`
  return value.kind === 'list' ? `list of ${value.items.length}` : value.kind
}
