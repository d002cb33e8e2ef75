import { randomBytes } from 'node:crypto'
import type { Conversation } from '../conversation.ts'
import { line } from '../conversation.ts'
import { WireError } from '../fault.ts'
import { Reader, string, uint32 } from './bytes.ts'
import { messages, Packets } from './packets.ts'

/** Algorithms that a side is ready for (RFC 4253, section 7.1), both directions together where they are two. */
export interface Offer {
  readonly kex: readonly string[]
  readonly hostKeys: readonly string[]
  readonly ciphers: readonly string[]
  readonly macs: readonly string[]
  readonly compression: readonly string[]
}

export interface Hello {
  /** `SSH-2.0-OpenSSH_9.2p1`, as it came. */
  readonly banner: string
  readonly offer: Offer
  readonly packets: Packets
  /** What both sides sign in the end. */
  readonly signed: { readonly ours: string; readonly theirs: string; readonly ourInit: Buffer; readonly theirInit: Buffer }
}

const ours = 'SSH-2.0-Ringwall'

/** The line by which a server says what it is; lines before it are allowed (RFC 4253, section 4.2). */
export async function receiveBanner(talk: Conversation): Promise<string> {
  for (let count = 0; count < 20; count++) {
    const text = await talk.receive(line(1024), (each) => (each.startsWith('SSH-') ? 'identification' : 'a line before it'))
    if (/^SSH-(?:2\.0|1\.99)-[\x20-\x7e]+$/.test(text)) return text
    if (text.startsWith('SSH-')) throw new WireError('garbage', 'the server speaks another version of SSH')
  }
  throw new WireError('garbage', 'the server does not say that it speaks SSH')
}

/** Says hello with what `mine` offers, and reads what the server offers. */
export async function hello(talk: Conversation, mine: Offer): Promise<Hello> {
  talk.send(`${ours}\r\n`, 'identification')
  const banner = await receiveBanner(talk)
  const packets = new Packets(talk)
  const ourInit = kexInit(mine)
  packets.send(ourInit, 'KEXINIT')
  const theirInit = await packets.receive([messages.kexInit])
  return { banner, packets, offer: offerOf(theirInit), signed: { ours, theirs: banner, ourInit, theirInit } }
}

function kexInit({ kex, hostKeys, ciphers, macs, compression }: Offer): Buffer {
  const lists = [kex, hostKeys, ciphers, ciphers, macs, macs, compression, compression, [], []]
  return Buffer.concat([
    Buffer.from([messages.kexInit]),
    randomBytes(16),
    ...lists.map((names) => string(names.join(','))),
    Buffer.from([0]),
    uint32(0),
  ])
}

function offerOf(payload: Buffer): Offer {
  const reader = new Reader(payload.subarray(17))
  const [kex, hostKeys, ...lists] = Array.from({ length: 8 }, () => reader.names())
  const both = (at: number): readonly string[] => [...new Set([...(lists[at] ?? []), ...(lists[at + 1] ?? [])])]
  return { kex: kex ?? [], hostKeys: hostKeys ?? [], ciphers: both(0), macs: both(2), compression: both(4) }
}
