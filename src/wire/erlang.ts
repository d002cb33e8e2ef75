import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

/** What a node says to somebody who begins to connect: it goes on with a challenge, or does not want to hear more. */
export type NodeStatus = { readonly challenge: number } | 'turned away'

/** Bytes of the length in front of each message of the handshake: two in clear, four inside TLS (inet_tcp_dist and inet_tls_dist, OTP 25). */
export type Framing = 2 | 4

/** Longest list of names that is read. */
const longest = 64 * 1024

/** Asks epmd which nodes there are (NAMES_REQ; "Distribution Protocol", Erlang/OTP 25); gives how many. It answers and hangs up. */
export async function epmdNames(talk: Conversation): Promise<number> {
  talk.send(Buffer.from([0, 1, 0x6e]), 'NAMES_REQ')
  await talk.receive(ownPort, (port) => `the port of epmd (${port})`)
  let count = 0
  for (;;) {
    const line = await talk
      .receive(nameLine, () => 'a node')
      .catch((error: unknown) => {
        if (error instanceof WireError && error.fault.kind === 'closed') return undefined
        throw error
      })
    if (line === undefined) return count
    count++
  }
}

/** Epmd says at which port it is asked; anything else there is another protocol. */
function ownPort(bytes: Buffer): Taken<number> | undefined {
  if (bytes.length < 4) return undefined
  const port = bytes.readUInt32BE(0)
  if (port < 1 || port > 65_535) throw new WireError('garbage', 'the answer is not of epmd')
  return { value: port, length: 4 }
}

function nameLine(bytes: Buffer): Taken<true> | undefined {
  const end = bytes.indexOf(0x0a)
  if (end === -1) {
    if (bytes.length > longest) throw new WireError('garbage', 'the answer is not of epmd')
    return undefined
  }
  if (!/^name \S{1,255} at port \d{1,5}$/.test(bytes.toString('utf8', 0, end))) throw new WireError('garbage', 'the answer is not of epmd')
  return { value: true, length: end + 1 }
}

/**
 * What a node of OTP 25 to 27 wants its peers to be able to do, and no flag that has it publish us: big creation, UTF-8 atoms, maps, new
 * floats, funs, identifiers and exports, bit strings, the handshake of OTP 23, V4_NC, UNLINK_ID ("Distribution Flags").
 */
const flags = 0x14_0307_0f94n

/** One name for ever: a node keeps each name that it hears as an atom. */
const ownName = 'ringwall@ringwall.invalid'

/** Begins to connect to a node (`send_name`). That it sends a challenge means that it will ask for the cookie. */
export async function greetNode(talk: Conversation, framing: Framing): Promise<NodeStatus> {
  const head = Buffer.alloc(15)
  head.write('N', 0, 'latin1')
  head.writeBigUInt64BE(flags, 1)
  // creation: one for ever too
  head.writeUInt32BE(1, 9)
  head.writeUInt16BE(ownName.length, 13)
  talk.send(packet(framing, head, Buffer.from(ownName, 'latin1')), 'send_name')
  const status = await talk.receive(packetOf(framing, 's'), () => 'a status')
  if (!/^ok(?:_simultaneous)?$/.test(status.toString('latin1'))) return 'turned away'
  // the form that we asked for: flags, then the number that goes into the digest beside the cookie
  const challenge = await talk.receive(packetOf(framing, 'N'), () => 'a challenge')
  if (challenge.length < 12) throw new WireError('garbage', 'the answer is not of an Erlang node')
  return { challenge: challenge.readUInt32BE(8) }
}

/** Answers the challenge with a digest of 16 bytes; `accepted` only where the node proves that it has the same cookie. */
export async function answerChallenge(talk: Conversation, framing: Framing, digest: Uint8Array): Promise<'accepted' | 'refused'> {
  talk.send(packet(framing, Buffer.from('r\0\0\0\x01', 'latin1'), digest), 'send_challenge_reply with a made-up digest')
  try {
    await talk.receive(packetOf(framing, 'a'), () => 'an acknowledgement')
    return 'accepted'
  } catch (error) {
    // a node hangs up on who does not know the cookie
    if (error instanceof WireError && (error.fault.kind === 'closed' || error.fault.kind === 'reset')) return 'refused'
    throw error
  }
}

function packet(framing: Framing, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(framing)
  length.writeUIntBE(body.length, 0, framing)
  return Buffer.concat([length, body])
}

/** The rest of a message that begins with this letter. */
function packetOf(framing: Framing, tag: string): (bytes: Buffer) => Taken<Buffer> | undefined {
  return (bytes) => {
    if (bytes.length <= framing) return undefined
    const end = framing + bytes.readUIntBE(0, framing)
    if (end === framing || end > 2000 || bytes.toString('latin1', framing, framing + 1) !== tag)
      throw new WireError('garbage', 'the answer is not of an Erlang node')
    return bytes.length < end ? undefined : { value: bytes.subarray(framing + 1, end), length: end }
  }
}
