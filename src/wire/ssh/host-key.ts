import type { KeyObject } from 'node:crypto'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { WireError } from '../fault.ts'
import { Reader } from './bytes.ts'

/** A key that the server proved to have. */
export interface HostKey {
  /** `ssh-ed25519`. */
  readonly type: string
  readonly bits: number
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string
}

/** Signature algorithms that are understood, the best first (RFC 8709, 5656, 8332, 4253). */
export const hostKeyAlgorithms: readonly string[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
]

const curves: Readonly<Record<string, { readonly name: string; readonly size: number; readonly hash: string }>> = {
  nistp256: { name: 'P-256', size: 32, hash: 'sha256' },
  nistp384: { name: 'P-384', size: 48, hash: 'sha384' },
  nistp521: { name: 'P-521', size: 66, hash: 'sha512' },
}

const rsaHashes: Readonly<Record<string, string>> = { 'rsa-sha2-512': 'sha512', 'rsa-sha2-256': 'sha256', 'ssh-rsa': 'sha1' }

/** The key, once its signature over the exchange is right. */
export function provenKey(blob: Buffer, signature: Buffer, signed: Buffer): HostKey {
  const reader = new Reader(blob)
  const type = reader.string().toString('latin1')
  const proof = new Reader(signature)
  const algorithm = proof.string().toString('latin1')
  const bytes = proof.string()
  const known = keyOf(type, reader)
  let isRight: boolean
  try {
    isRight = known !== undefined && isSigned(known, algorithm, bytes, signed)
  } catch (error) {
    throw new WireError('garbage', 'the host key or its signature is none', { cause: error })
  }
  if (known === undefined) throw new WireError('client', 'a host key of a type that is not understood')
  if (!isRight) throw new WireError('garbage', 'the signature of the host key is wrong')
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
  return { type, bits: known.bits, fingerprint }
}

interface Known {
  readonly key: () => KeyObject
  readonly bits: number
  readonly curve?: { readonly size: number; readonly hash: string }
}

function keyOf(type: string, reader: Reader): Known | undefined {
  if (type === 'ssh-ed25519') {
    const x = reader.string().toString('base64url')
    return { bits: 256, key: () => createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }) }
  }
  if (type === 'ssh-rsa') {
    const [e, n] = [reader.string(), stripped(reader.string())]
    if (n.length > 2048) throw new WireError('garbage', 'a host key of more than 16384 bits')
    const key = { kty: 'RSA', e: stripped(e).toString('base64url'), n: n.toString('base64url') }
    return { bits: bitsOf(n), key: () => createPublicKey({ format: 'jwk', key }) }
  }
  const curve = curves[/^ecdsa-sha2-(nistp\d+)$/.exec(type)?.[1] ?? '']
  if (curve === undefined) return undefined
  reader.string()
  const point = reader.string()
  const [x, y] = [point.subarray(1, 1 + curve.size), point.subarray(1 + curve.size)].map((each) => each.toString('base64url'))
  return {
    bits: curve.name === 'P-521' ? 521 : curve.size * 8,
    curve,
    key: () => createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: curve.name, x: x ?? '', y: y ?? '' } }),
  }
}

function isSigned({ key, curve }: Known, algorithm: string, signature: Buffer, signed: Buffer): boolean {
  if (algorithm === 'ssh-ed25519') return verify(null, signed, key(), signature)
  const hash = rsaHashes[algorithm]
  if (hash !== undefined) return verify(hash, signed, key(), signature)
  if (curve === undefined || !algorithm.startsWith('ecdsa-sha2-')) return false
  const reader = new Reader(signature)
  const [r, s] = [padded(reader.string(), curve.size), padded(reader.string(), curve.size)]
  return verify(curve.hash, signed, { key: key(), dsaEncoding: 'ieee-p1363' }, Buffer.concat([r, s]))
}

function stripped(number: Buffer): Buffer {
  let start = 0
  while (start < number.length - 1 && number[start] === 0) start++
  return number.subarray(start)
}

function padded(number: Buffer, size: number): Buffer {
  const digits = stripped(number)
  if (digits.length > size) throw new WireError('garbage', 'the signature of the host key is none')
  return Buffer.concat([Buffer.alloc(size - digits.length), digits])
}

function bitsOf(number: Buffer): number {
  return number.length * 8 - Math.clz32(number[0] ?? 0) + 24
}
