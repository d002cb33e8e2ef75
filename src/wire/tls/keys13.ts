import type { CipherChaCha20Poly1305Types, CipherGCMTypes } from 'node:crypto'
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { WireError } from '../fault.ts'
import { number, vector } from './bytes.ts'
import { recordType, versions } from './data/numbers.ts'

export type Digest = 'sha256' | 'sha384'

interface Aead {
  readonly cipher: CipherGCMTypes | CipherChaCha20Poly1305Types
  readonly digest: Digest
  readonly key: number
}

/** Suites of TLS 1.3 that `node:crypto` has (RFC 8446, appendix B.4). */
export const aeads: ReadonlyMap<number, Aead> = new Map([
  [0x1301, { cipher: 'aes-128-gcm', digest: 'sha256', key: 16 }],
  [0x1302, { cipher: 'aes-256-gcm', digest: 'sha384', key: 32 }],
  [0x1303, { cipher: 'chacha20-poly1305', digest: 'sha256', key: 32 }],
])

export function hash(digest: Digest, ...parts: readonly Uint8Array[]): Buffer {
  const sum = createHash(digest)
  for (const part of parts) sum.update(part)
  return sum.digest()
}

function hmac(digest: Digest, key: Uint8Array, content: Uint8Array): Buffer {
  return createHmac(digest, key).update(content).digest()
}

/** HKDF-Expand-Label (RFC 8446, section 7.1), of at most one block. */
function expand(digest: Digest, secret: Uint8Array, label: string, context: Uint8Array, length: number): Buffer {
  const info = Buffer.concat([number(length, 2), vector(1, Buffer.from(`tls13 ${label}`)), vector(1, context), Buffer.from([1])])
  return hmac(digest, secret, info).subarray(0, length)
}

/** The secrets of both sides for the handshake and for what follows (RFC 8446, section 7.1). No key shared before. */
export interface Schedule {
  readonly client: Buffer
  readonly server: Buffer
  readonly master: Buffer
}

export function handshakeSecrets(digest: Digest, shared: Uint8Array, transcript: Buffer): Schedule {
  const zeros = Buffer.alloc(digest === 'sha256' ? 32 : 48)
  const derived = (secret: Buffer): Buffer => expand(digest, secret, 'derived', hash(digest), zeros.length)
  const handshake = hmac(digest, derived(hmac(digest, zeros, zeros)), shared)
  return {
    client: expand(digest, handshake, 'c hs traffic', transcript, zeros.length),
    server: expand(digest, handshake, 's hs traffic', transcript, zeros.length),
    master: hmac(digest, derived(handshake), zeros),
  }
}

export function applicationSecrets(digest: Digest, master: Buffer, transcript: Buffer): Omit<Schedule, 'master'> {
  return {
    client: expand(digest, master, 'c ap traffic', transcript, master.length),
    server: expand(digest, master, 's ap traffic', transcript, master.length),
  }
}

/** `verify_data` of a Finished (RFC 8446, section 4.4.4). */
export function finishedOf(digest: Digest, secret: Buffer, transcript: Buffer): Buffer {
  return hmac(digest, expand(digest, secret, 'finished', Buffer.alloc(0), secret.length), transcript)
}

/** One direction of protected records (RFC 8446, section 5.2). */
export class Protection {
  readonly #aead: Aead
  readonly #key: Buffer
  readonly #iv: Buffer
  #sequence = 0

  constructor(aead: Aead, secret: Buffer) {
    this.#aead = aead
    this.#key = expand(aead.digest, secret, 'key', Buffer.alloc(0), aead.key)
    this.#iv = expand(aead.digest, secret, 'iv', Buffer.alloc(0), 12)
  }

  seal(type: number, content: Uint8Array): Buffer {
    const inner = Buffer.concat([content, number(type, 1)])
    const head = Buffer.concat([number(recordType.applicationData, 1), number(versions.tls12, 2), number(inner.length + 16, 2)])
    const cipher = createCipheriv(this.#aead.cipher as CipherGCMTypes, this.#key, this.#nonce(), { authTagLength: 16 })
    cipher.setAAD(head)
    return Buffer.concat([head, cipher.update(inner), cipher.final(), cipher.getAuthTag()])
  }

  open(head: Buffer, body: Buffer): { readonly type: number; readonly content: Buffer } {
    if (body.length < 17) throw new WireError('garbage', 'a protected record is too short')
    const decipher = createDecipheriv(this.#aead.cipher as CipherGCMTypes, this.#key, this.#nonce(), { authTagLength: 16 })
    decipher.setAAD(head)
    decipher.setAuthTag(body.subarray(body.length - 16))
    const inner = decipher.update(body.subarray(0, body.length - 16))
    try {
      decipher.final()
    } catch (error) {
      throw new WireError('garbage', 'a protected record cannot be opened', { cause: error })
    }
    let end = inner.length
    while (end > 0 && inner[end - 1] === 0) end--
    if (end === 0) throw new WireError('garbage', 'a protected record without a type')
    return { type: inner[end - 1]!, content: inner.subarray(0, end - 1) }
  }

  #nonce(): Buffer {
    const nonce = Buffer.from(this.#iv)
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(this.#sequence++))
    for (let index = 0; index < 8; index++) nonce[4 + index]! ^= counter[index]!
    return nonce
  }
}
