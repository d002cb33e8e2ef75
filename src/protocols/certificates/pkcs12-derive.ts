import { createHash } from 'node:crypto'

/** What a value is for: each purpose has its own from the same password. */
const diversifiers = { key: 1, vector: 2, mac: 3 } as const

/** Octets that SHA-1 and SHA-256 work on at a time. */
const block = 64

/** The key derivation of PKCS #12 (RFC 7292, appendix B.2), which node:crypto has not; the password is UTF-16 with a zero behind it. */
export function derivePkcs12(from: {
  readonly password: string
  readonly salt: Uint8Array
  readonly rounds: number
  readonly digest: 'sha1' | 'sha256'
  readonly purpose: keyof typeof diversifiers
  readonly length: number
}): Uint8Array {
  const secret = Buffer.from(`${from.password}\0`, 'utf16le').swap16()
  const input = Buffer.concat([filled(from.salt), filled(secret)])
  const parts: Buffer[] = []
  for (let size = 0; size < from.length; size += parts.at(-1)!.length) {
    let digest = createHash(from.digest).update(Buffer.alloc(block, diversifiers[from.purpose])).update(input).digest()
    for (let round = 1; round < from.rounds; round++) digest = createHash(from.digest).update(digest).digest()
    parts.push(digest)
    addTo(input, filled(digest).subarray(0, block))
  }
  return Buffer.concat(parts).subarray(0, from.length)
}

/** Repeated to whole blocks. */
function filled(bytes: Uint8Array): Buffer {
  return Buffer.from(Array.from({ length: block * Math.ceil(bytes.length / block) }, (_, at) => bytes[at % bytes.length]!))
}

/** Adds `digest` and one to every block of `input`, as numbers. */
function addTo(input: Buffer, digest: Buffer): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let at = block - 1; at >= 0; at--) {
      const sum = input[start + at]! + digest[at]! + carry
      input[start + at] = sum & 0xff
      carry = sum >> 8
    }
  }
}
