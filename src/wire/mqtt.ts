import type { Conversation, Taken } from './conversation.ts'
import { WireError } from './fault.ts'

export interface MqttAccount {
  readonly user: string
  readonly password: string
}

/**
 * Connects with MQTT 3.1.1 and a clean session (section 3.1): the return code of CONNACK. Who is let in pings, which is answered to clients
 * alone (section 3.12). Nothing is subscribed, and no will is left.
 */
export async function connectMqtt(talk: Conversation, client: string, account: MqttAccount | undefined, shown: string): Promise<number> {
  const flags = 0x02 | (account === undefined ? 0 : 0xc0)
  const fields = [client, ...(account === undefined ? [] : [account.user, account.password])].map(text)
  const body = Buffer.concat([text('MQTT'), Buffer.from([4, flags, 0, 60]), ...fields])
  talk.send(Buffer.concat([Buffer.from([0x10]), lengthOf(body.length), body]), shown)
  const code = await talk.receive(connack, (each) => `CONNACK ${each}`)
  if (code !== 0) return code
  talk.send(Buffer.from([0xc0, 0]), 'PINGREQ')
  await talk.receive(pingresp, () => 'PINGRESP')
  talk.send(Buffer.from([0xe0, 0]), 'DISCONNECT')
  return code
}

function connack(bytes: Buffer): Taken<number> | undefined {
  if (bytes[0] !== 0x20 || (bytes.length > 1 && bytes[1] !== 2)) throw new WireError('garbage', 'the answer is not of MQTT 3.1.1')
  return bytes.length < 4 ? undefined : { value: bytes[3]!, length: 4 }
}

function pingresp(bytes: Buffer): Taken<true> | undefined {
  if (bytes.length > 0 && bytes[0] !== 0xd0) throw new WireError('garbage', 'the answer to a ping is not of MQTT 3.1.1')
  return bytes.length < 2 ? undefined : { value: true, length: 2 }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Math.min(bytes.length, 0xffff))
  return Buffer.concat([length, bytes.subarray(0, 0xffff)])
}

/** Seven bits a byte, the lowest first (section 2.2.3). */
function lengthOf(length: number): Buffer {
  const bytes: number[] = []
  let rest = length
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest >>= 7
  } while (rest > 0)
  return Buffer.from(bytes)
}
