import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** What is answered to a Hello of the native protocol (ClickHouse, "Native Protocol", Server.md). */
export type ClickhouseHello = { readonly kind: 'in'; readonly version: string } | { readonly kind: 'refused'; readonly code: number }

/** A revision before everything that was added to the exchange later. */
const revision = 54_032
const longestText = 65_536

/** Says who wants to come in; `shown` stands for it in the transcript. */
export async function helloClickhouse(talk: Conversation, user: string, password: string, shown: string): Promise<ClickhouseHello> {
  const text = (each: string): readonly Buffer[] => [variable(Buffer.byteLength(each)), Buffer.from(each)]
  const numbers = [1, 1, revision].map(variable)
  talk.send(Buffer.concat([variable(0), ...text('ringwall'), ...numbers, ...text(''), ...text(user), ...text(password)]), `Hello as ${shown}`)
  return talk.receive(takeHello, (hello) => (hello.kind === 'in' ? 'Hello' : `exception ${hello.code}`))
}

function variable(number: number): Buffer {
  const bytes: number[] = []
  let left = number
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left & 0x7f) | 0x80)
  return Buffer.from([...bytes, left])
}

function takeHello(bytes: Buffer): Taken<ClickhouseHello> | undefined {
  if (bytes[0] === 2) return takeException(bytes)
  if (bytes[0] !== 0) throw new WireError('garbage', 'the answer is not of ClickHouse')
  const name = textAt(bytes, 1)
  const major = name === undefined ? undefined : variableAt(bytes, name)
  const minor = major === undefined ? undefined : variableAt(bytes, major.next)
  const last = minor === undefined ? undefined : variableAt(bytes, minor.next)
  if (major === undefined || minor === undefined || last === undefined) return undefined
  return { value: { kind: 'in', version: `${major.value}.${minor.value}` }, length: last.next }
}

/** Code, name, message and trace; nothing of the words is kept. */
function takeException(bytes: Buffer): Taken<ClickhouseHello> | undefined {
  if (bytes.length < 5) return undefined
  let at: number | undefined = 5
  for (let part = 0; part < 3 && at !== undefined; part++) at = textAt(bytes, at)
  if (at === undefined || bytes.length < at + 1) return undefined
  return { value: { kind: 'refused', code: bytes.readInt32LE(1) }, length: at + 1 }
}

function variableAt(bytes: Buffer, start: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0
  for (let at = start; at < start + 5; at++) {
    const byte = bytes[at]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * (at - start))
    if (byte < 0x80) return { value, next: at + 1 }
  }
  throw new WireError('garbage', 'a number of the answer is too long')
}

/** Where the text that begins at `start` ends. */
function textAt(bytes: Buffer, start: number): number | undefined {
  const length = variableAt(bytes, start)
  if (length === undefined) return undefined
  if (length.value > longestText) throw new WireError('too-much', 'a text of the answer is too long')
  const end = length.next + length.value
  return end > bytes.length ? undefined : end
}
