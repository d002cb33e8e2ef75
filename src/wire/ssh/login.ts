import { WireError } from '../fault.ts'
import { Reader, string } from './bytes.ts'
import type { Packets } from './packets.ts'
import { messages } from './packets.ts'

/** What came of one request to log in (RFC 4252). */
export interface LoginAnswer {
  readonly entered: boolean
  /** Ways that may go on; empty when it let us in. */
  readonly methods: readonly string[]
  /** The way was right, and another is wanted as well. */
  readonly partial: boolean
}

export async function beginLogin(packets: Packets): Promise<void> {
  packets.send(Buffer.concat([Buffer.from([5]), string('ssh-userauth')]), 'request for log-ins')
  await packets.receive([messages.serviceAccept])
}

/** Asks for nothing but the list of ways (section 5.2). */
export function askNone(packets: Packets, user: string): Promise<LoginAnswer> {
  return request(packets, [string(user), string('ssh-connection'), string('none')], 'log-in without anything')
}

export function askPassword(packets: Packets, user: string, password: string): Promise<LoginAnswer> {
  return request(packets, [string(user), string('ssh-connection'), string('password'), Buffer.from([0]), string(password)], 'log-in with a password')
}

/** Asks for an answer and nothing else; it is given inside the connection protocol alone, behind the log-in (RFC 4254, section 4). */
export async function askAlive(packets: Packets): Promise<void> {
  packets.send(Buffer.concat([Buffer.from([80]), string('keepalive@openssh.com'), Buffer.from([1])]), 'global request for a sign of life')
  for (let turn = 0; turn < 5; turn++) {
    // the server may have requests of its own first, such as hostkeys-00@openssh.com
    const [type] = await packets.receive([messages.globalRequest, messages.requestSuccess, messages.requestFailure])
    if (type !== messages.globalRequest) return
  }
  throw new WireError('too-much', 'many global requests of SSH, and no answer')
}

async function request(packets: Packets, fields: readonly Buffer[], shown: string): Promise<LoginAnswer> {
  packets.send(Buffer.concat([Buffer.from([50]), ...fields]), shown)
  const answer = await packets.receive([messages.failure, messages.success])
  if (answer[0] === messages.success) return { entered: true, methods: [], partial: false }
  const reader = new Reader(answer.subarray(1))
  const methods = reader.names()
  if (methods.length > 20) throw new WireError('garbage', 'more ways to log in than there are')
  return { entered: false, methods, partial: reader.byte() !== 0 }
}
