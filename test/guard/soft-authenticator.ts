import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** What an authenticator and its browser say; each can be a lie. */
export interface Said {
  readonly challenge: string
  readonly origin: string
  readonly domain: string
  readonly type?: string
  readonly counter?: number
  /** UP and UV (WebAuthn, section 6.1). */
  readonly flags?: number
  readonly crossOrigin?: boolean
  /** Attestation that was not asked for. */
  readonly attestation?: { readonly fmt: string; readonly x5c?: Buffer }
}

export interface SoftAuthenticator {
  readonly create: (said: Said) => string
  readonly get: (said: Said) => string
}

/** An authenticator in software, with one ES256 key. */
export function softAuthenticator(): SoftAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  const answer = (response: object): string =>
    JSON.stringify({ id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key', clientExtensionResults: {}, response })
  return {
    create: (said) => {
      const client = clientData(said, 'webauthn.create')
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(publicKey)])
      const data = Buffer.concat([authenticatorData(said, 0x40), credential])
      const { fmt = 'none', x5c } = said.attestation ?? {}
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey)
      const statement =
        fmt === 'none'
          ? map([])
          : map([
              [text('alg'), negative(7)],
              [text('sig'), bytes(signature)],
              ...(x5c === undefined ? [] : [[text('x5c'), Buffer.concat([Buffer.from([0x81]), bytes(x5c)])] as const]),
            ])
      const object = map([
        [text('fmt'), text(fmt)],
        [text('attStmt'), statement],
        [text('authData'), bytes(data)],
      ])
      return answer({ clientDataJSON: client.toString('base64url'), attestationObject: object.toString('base64url'), transports: ['usb'] })
    },
    get: (said) => {
      const client = clientData(said, 'webauthn.get')
      const data = authenticatorData(said, 0)
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey)
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      })
    },
  }
}

function clientData({ challenge, origin, type, crossOrigin = false }: Said, usual: string): Buffer {
  return Buffer.from(JSON.stringify({ type: type ?? usual, challenge, origin, crossOrigin }))
}

function authenticatorData({ domain, counter = 1, flags = 0x05 }: Said, more: number): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([createHash('sha256').update(domain).digest(), Buffer.from([flags | more]), count])
}

/** COSE: EC2, ES256, P-256. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return map([
    [Buffer.from([1]), Buffer.from([2])],
    [Buffer.from([3]), negative(7)],
    [negative(1), Buffer.from([1])],
    [negative(2), bytes(Buffer.from(x, 'base64url'))],
    [negative(3), bytes(Buffer.from(y, 'base64url'))],
  ])
}

// CBOR (RFC 8949), as far as it is needed here

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  return length < 256 ? Buffer.from([(major << 5) | 24, length]) : Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}

const text = (value: string): Buffer => Buffer.concat([head(3, value.length), Buffer.from(value)])
const bytes = (value: Buffer): Buffer => Buffer.concat([head(2, value.length), value])
const negative = (value: number): Buffer => head(1, value - 1)
const map = (entries: readonly (readonly [Buffer, Buffer])[]): Buffer => Buffer.concat([head(5, entries.length), ...entries.flat()])
