import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Conversation, Taken } from '../conversation.ts'
import { WireError } from '../fault.ts'
import { Reader, uint32 } from './bytes.ts'

/** How packets of one direction are protected once keys are there (RFC 4253, section 6; RFC 5647 as OpenSSH does it; its EtM). */
export interface Protection {
  readonly cipher: 'aes-128-ctr' | 'aes-256-ctr' | 'aes-128-gcm' | 'aes-256-gcm'
  readonly key: Buffer
  readonly iv: Buffer
  /** Absent where the cipher protects by itself. */
  readonly mac?: { readonly hash: string; readonly key: Buffer; readonly length: number; readonly encryptThenMac: boolean }
}

interface Direction {
  /** Length is in clear in front. */
  readonly clearLength: boolean
  readonly block: number
  readonly seal: (packet: Buffer, sequence: number) => Buffer
  /** Gives the packet (with its length in front) once all of it is there. */
  readonly opener: () => (bytes: Buffer, sequence: number) => Taken<Buffer> | undefined
}

/** Longest packet that is taken (RFC 4253, section 6.1, asks for 35000). */
const longest = 65_536

export const messages = {
  disconnect: 1,
  ignore: 2,
  debug: 4,
  serviceAccept: 6,
  extensions: 7,
  kexInit: 20,
  newKeys: 21,
  kexReply: 31,
  failure: 51,
  success: 52,
  banner: 53,
  globalRequest: 80,
  requestSuccess: 81,
  requestFailure: 82,
} as const

/** Packets over a conversation, in clear until keys are there. */
export class Packets {
  readonly talk: Conversation
  #sent = 0
  #received = 0
  #out: Direction = clear
  #in: Direction = clear

  constructor(talk: Conversation) {
    this.talk = talk
  }

  protect(out: Protection, incoming: Protection): void {
    this.#out = protectedBy(out)
    this.#in = protectedBy(incoming)
  }

  send(payload: Buffer, shown: string): void {
    const { block, clearLength, seal } = this.#out
    const counted = (clearLength ? 1 : 5) + payload.length
    const padding = block - (counted % block) + (block - (counted % block) < 4 ? block : 0)
    const packet = Buffer.concat([uint32(1 + payload.length + padding), Buffer.from([padding]), payload, randomBytes(padding)])
    this.talk.send(seal(packet, this.#sent++), shown)
  }

  /** The next message that says something, which must be one of `wanted`. */
  async receive(wanted: readonly number[]): Promise<Buffer> {
    for (let count = 0; count < 50; count++) {
      const open = this.#in.opener()
      const sequence = this.#received++
      const packet = await this.talk.receive((bytes) => open(bytes, sequence), shownAs)
      const payload = payloadOf(packet)
      const [type = 0] = payload
      if (wanted.includes(type)) return payload
      if (type === messages.disconnect)
        throw new WireError('closed', `the server takes leave with reason ${new Reader(payload.subarray(1)).uint32()}`)
      if (type !== messages.ignore && type !== messages.debug && type !== messages.extensions && type !== messages.banner)
        throw new WireError('garbage', `message ${type} of SSH was not expected`)
    }
    throw new WireError('too-much', 'many messages of SSH that say nothing')
  }
}

function shownAs(packet: Buffer): string {
  return `message ${packet[5] ?? 0}`
}

function payloadOf(packet: Buffer): Buffer {
  const padding = packet[4] ?? 0
  if (packet.length < 6 + padding) throw new WireError('garbage', 'a packet of SSH is padding alone')
  return packet.subarray(5, packet.length - padding)
}

function checked(length: number): number {
  if (length < 2 || length > longest) throw new WireError('garbage', 'a packet of SSH has no length that may be')
  return length
}

const clear: Direction = {
  clearLength: false,
  block: 8,
  seal: (packet) => packet,
  opener: () => (bytes) => {
    if (bytes.length < 4) return undefined
    const length = 4 + checked(bytes.readUInt32BE(0))
    return bytes.length < length ? undefined : { value: bytes.subarray(0, length), length }
  },
}

function protectedBy(protection: Protection): Direction {
  if (protection.cipher === 'aes-128-gcm' || protection.cipher === 'aes-256-gcm') return galois(protection, protection.cipher)
  return counter(protection, protection.cipher)
}

function counter({ key, iv, mac }: Protection, name: string): Direction {
  const cipher = createCipheriv(name, key, iv)
  const decipher = createDecipheriv(name, key, iv)
  if (mac === undefined) throw new WireError('client', 'a counter mode needs a MAC')
  const tag = (sequence: number, bytes: Buffer): Buffer =>
    createHmac(mac.hash, mac.key).update(uint32(sequence)).update(bytes).digest().subarray(0, mac.length)
  const verified = (sequence: number, bytes: Buffer, seen: Buffer): void => {
    if (!tag(sequence, bytes).equals(seen)) throw new WireError('garbage', 'a packet of SSH was changed on the way')
  }
  if (mac.encryptThenMac)
    return {
      clearLength: true,
      block: 16,
      seal(packet, sequence) {
        const sealed = Buffer.concat([packet.subarray(0, 4), cipher.update(packet.subarray(4))])
        return Buffer.concat([sealed, tag(sequence, sealed)])
      },
      opener: () => (bytes, sequence) => {
        if (bytes.length < 4) return undefined
        const end = 4 + checked(bytes.readUInt32BE(0))
        if (bytes.length < end + mac.length) return undefined
        verified(sequence, bytes.subarray(0, end), bytes.subarray(end, end + mac.length))
        return { value: Buffer.concat([bytes.subarray(0, 4), decipher.update(bytes.subarray(4, end))]), length: end + mac.length }
      },
    }
  return {
    clearLength: false,
    block: 16,
    seal: (packet, sequence) => Buffer.concat([cipher.update(packet), tag(sequence, packet)]),
    opener() {
      let head: Buffer | undefined
      return (bytes, sequence) => {
        if (bytes.length < 16) return undefined
        // the length is in the first block, which is deciphered once
        head ??= decipher.update(bytes.subarray(0, 16))
        const end = 4 + checked(head.readUInt32BE(0))
        if (bytes.length < end + mac.length) return undefined
        if (end < 16) throw new WireError('garbage', 'a packet of SSH has no length that may be')
        const packet = Buffer.concat([head, decipher.update(bytes.subarray(16, end))])
        verified(sequence, packet, bytes.subarray(end, end + mac.length))
        return { value: packet, length: end + mac.length }
      }
    },
  }
}

function galois({ key, iv }: Protection, name: 'aes-128-gcm' | 'aes-256-gcm'): Direction {
  const next = nonces(iv)
  return {
    clearLength: true,
    block: 16,
    seal(packet) {
      const cipher = createCipheriv(name, key, next())
      cipher.setAAD(packet.subarray(0, 4))
      const sealed = Buffer.concat([cipher.update(packet.subarray(4)), cipher.final()])
      return Buffer.concat([packet.subarray(0, 4), sealed, cipher.getAuthTag()])
    },
    opener: () => (bytes) => {
      if (bytes.length < 4) return undefined
      const end = 4 + checked(bytes.readUInt32BE(0))
      if (bytes.length < end + 16) return undefined
      const decipher = createDecipheriv(name, key, next())
      decipher.setAAD(bytes.subarray(0, 4)).setAuthTag(bytes.subarray(end, end + 16))
      try {
        return { value: Buffer.concat([bytes.subarray(0, 4), decipher.update(bytes.subarray(4, end)), decipher.final()]), length: end + 16 }
      } catch (error) {
        throw new WireError('garbage', 'a packet of SSH was changed on the way', { cause: error })
      }
    },
  }
}

/** Four bytes that stay and eight that count (RFC 5647, section 7.1). */
function nonces(iv: Buffer): () => Buffer {
  const fixed = iv.subarray(0, 4)
  let count = iv.readBigUInt64BE(4)
  return () => {
    const nonce = Buffer.alloc(12)
    fixed.copy(nonce)
    nonce.writeBigUInt64BE(count, 4)
    count = (count + 1n) & 0xffff_ffff_ffff_ffffn
    return nonce
  }
}
