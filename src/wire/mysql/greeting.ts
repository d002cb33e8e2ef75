import type { Conversation } from '../conversation.ts'
import { WireError } from '../fault.ts'
import type { MysqlPacket } from './packets.ts'
import { errorOf, sendPacket, takePacket } from './packets.ts'

/** Bits of the capabilities (MySQL, "Capabilities Flags"). */
export const capability = {
  longPassword: 0x1,
  withDatabase: 0x8,
  protocol41: 0x200,
  ssl: 0x800,
  secureConnection: 0x8000,
  pluginAuth: 0x8_0000,
} as const

export interface MysqlGreeting {
  readonly family: 'mysql' | 'mariadb'
  /** Leading numbers of the version. */
  readonly version: string | undefined
  readonly tls: boolean
  readonly salt: Buffer
  /** The way to log in that the server tries first. */
  readonly plugin: string
}

/** The first packet, or the number of the error that stands in its place: the host is not allowed, or nobody is taken now. */
export async function readGreeting(talk: Conversation): Promise<MysqlGreeting | { readonly refused: number }> {
  const packet = await talk.receive(takePacket, showGreeting)
  const { payload } = packet
  if (payload[0] === 0xff) return { refused: errorOf(payload).code }
  const end = payload.indexOf(0, 1)
  // version, thread id, first half of the salt, a filler, capabilities, character set, state, capabilities, length of the salt, ten bytes
  const at = end + 1
  if (packet.sequence !== 0 || payload[0] !== 10 || end === -1 || payload.length < at + 31)
    throw new WireError('garbage', 'the greeting is not of MySQL')
  const words = payload.toString('latin1', 1, end)
  const capabilities = payload.readUInt16LE(at + 13) + payload.readUInt16LE(at + 18) * 0x1_0000
  const second = payload.subarray(at + 31, at + 31 + 12)
  const [plugin = ''] = payload.toString('latin1', at + 31 + 13).split('\0')
  return {
    // MariaDB before 11 puts a version before its own that old replicas understand
    family: /mariadb/i.test(words) ? 'mariadb' : 'mysql',
    version: /^(?:5\.5\.5-)?(\d+(?:\.\d+)*)/.exec(words)?.[1],
    tls: (capabilities & capability.ssl) !== 0,
    salt: Buffer.concat([payload.subarray(at + 4, at + 12), second]),
    plugin: (capabilities & capability.pluginAuth) === 0 || plugin === '' ? 'mysql_native_password' : plugin,
  }
}

function showGreeting({ payload }: MysqlPacket): string {
  return payload[0] === 0xff ? `error ${errorOf(payload).code} in place of a greeting` : 'greeting'
}

const always = capability.longPassword | capability.protocol41 | capability.secureConnection | capability.pluginAuth

/** What every answer to the greeting begins with (MySQL, "Protocol::SSLRequest"). */
export function answerHead(more: number): Buffer {
  const head = Buffer.alloc(32)
  head.writeUInt32LE((always | more) >>> 0, 0)
  head.writeUInt32LE(1 << 24, 4)
  head[8] = 45
  return head
}

/** Asks for TLS; the next byte is TLS. */
export function askForTls(talk: Conversation): void {
  sendPacket(talk, 1, answerHead(capability.ssl), 'SSLRequest')
}
