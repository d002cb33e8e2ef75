import type { Conversation, Taken } from './conversation.ts'
import { line } from './conversation.ts'
import { WireError } from './fault.ts'

/** Commands of four letters (ZooKeeper administrator's guide, 3.8): only those that read. */
export type Word = 'srvr' | 'conf' | 'cons' | 'envi'

export type WordAnswer = { readonly kind: 'refused' | 'told' | 'not-serving' } | { readonly kind: 'told'; readonly version: string }

const marks: Readonly<Record<Word, RegExp>> = {
  srvr: /^Zookeeper version: /,
  conf: /^(?:client|secureClient)Port=/,
  cons: /^ \/|^$/,
  envi: /^Environment:/,
}

/** The first line of the answer is enough. */
export async function askWord(talk: Conversation, word: Word): Promise<WordAnswer> {
  talk.send(word, word)
  const text = await talk.receive(line(), (each) => (/not executed/.test(each) ? 'not executed' : 'an answer'))
  if (text.startsWith(`${word} is not executed`)) return { kind: 'refused' }
  if (text.includes('not currently serving requests')) return { kind: 'not-serving' }
  if (!marks[word].test(text)) throw new WireError('garbage', `the answer to ${word} is not of ZooKeeper`)
  const version = /^Zookeeper version: (\d+(?:\.\d+)+)/.exec(text)?.[1]
  return version === undefined ? { kind: 'told' } : { kind: 'told', version }
}

/** Codes of errors (KeeperException, 3.8) that decide something. */
export const zkErrors = { none: 0, noAuth: -102, authFailed: -115, saslRequired: -124 } as const

export interface Acl {
  readonly permissions: number
  readonly scheme: string
  readonly id: string
}

const longest = 1 << 20

interface Reply {
  readonly error: number
  readonly body: Buffer
}

/** One session of a client (zookeeper.jute, 3.8): few requests, one after the other, and its end. */
export class ZkSession {
  readonly #talk: Conversation
  #xid = 0

  constructor(talk: Conversation) {
    this.#talk = talk
  }

  /** Opens the session. It lives for few seconds where it is not closed. */
  async begin(): Promise<void> {
    this.#send(Buffer.concat([int(0), Buffer.alloc(8), int(5000), Buffer.alloc(8), buffer(Buffer.alloc(16)), Buffer.from([0])]), 'ConnectRequest')
    const answer = await this.#talk.receive(frame, () => 'ConnectResponse')
    if (answer.length < 20) throw new WireError('garbage', 'the answer is not of ZooKeeper')
    if (answer.readInt32BE(4) <= 0) throw new WireError('closed', 'the server opens no session')
  }

  /** Adds who we are (`digest`): the answer says nothing of whether anybody knows the name. */
  async authenticate(scheme: string, secret: string): Promise<number> {
    this.#send(Buffer.concat([int(-4), int(100), int(0), buffer(scheme), buffer(secret)]), `AuthPacket of ${scheme}`)
    return (await this.#reply(-4, 'AuthPacket')).error
  }

  async children(path: string): Promise<{ readonly error: number; readonly names: readonly string[] }> {
    const { error, body } = await this.#ask(8, Buffer.concat([buffer(path), Buffer.from([0])]), 'getChildren')
    if (error !== 0) return { error, names: [] }
    const reader = new Jute(body)
    return { error, names: reader.list(() => reader.text()) }
  }

  async acl(path: string): Promise<{ readonly error: number; readonly entries: readonly Acl[] }> {
    const { error, body } = await this.#ask(6, buffer(path), 'getACL')
    if (error !== 0) return { error, entries: [] }
    const reader = new Jute(body)
    return { error, entries: reader.list(() => ({ permissions: reader.int(), scheme: reader.text(), id: reader.text() })) }
  }

  /** Says goodbye, so that nothing is left behind. */
  end(): void {
    this.#send(Buffer.concat([int(++this.#xid), int(-11)]), 'closeSession')
  }

  async #ask(type: number, body: Buffer, shown: string): Promise<Reply> {
    const xid = ++this.#xid
    this.#send(Buffer.concat([int(xid), int(type), body]), shown)
    return this.#reply(xid, shown)
  }

  async #reply(xid: number, shown: string): Promise<Reply> {
    const answer = await this.#talk.receive(frame, (each) => `answer to ${shown}: ${each.length >= 16 ? each.readInt32BE(12) : 'too short'}`)
    if (answer.length < 16 || (answer.readInt32BE(0) !== xid && answer.readInt32BE(12) === 0))
      throw new WireError('garbage', 'the answer is not to what was asked of ZooKeeper')
    return { error: answer.readInt32BE(12), body: answer.subarray(16) }
  }

  #send(body: Buffer, shown: string): void {
    this.#talk.send(Buffer.concat([int(body.length), body]), shown)
  }
}

function frame(bytes: Buffer): Taken<Buffer> | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readInt32BE(0)
  if (length < 0 || length > longest) throw new WireError('garbage', 'the answer is not of ZooKeeper')
  return bytes.length < 4 + length ? undefined : { value: bytes.subarray(4, 4 + length), length: 4 + length }
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function buffer(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([int(bytes.length), bytes])
}

/** Fields of an answer one behind the other. */
class Jute {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  int(): number {
    if (this.#at + 4 > this.#bytes.length) throw new WireError('garbage', 'an answer of ZooKeeper breaks off')
    this.#at += 4
    return this.#bytes.readInt32BE(this.#at - 4)
  }

  text(): string {
    const length = this.int()
    if (length < 0 || this.#at + length > this.#bytes.length) throw new WireError('garbage', 'an answer of ZooKeeper breaks off')
    this.#at += length
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }

  list<T>(each: () => T): readonly T[] {
    const count = this.int()
    // every entry has four bytes at least
    if (count < 0 || count > this.#bytes.length / 4) throw new WireError('garbage', 'a list of ZooKeeper has no length that may be')
    return Array.from({ length: count }, each)
  }
}
