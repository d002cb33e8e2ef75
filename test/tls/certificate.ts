import type { KeyObject } from 'node:crypto'
import { generateKeyPairSync, sign } from 'node:crypto'

/** What a made certificate says. All that is left out is as a good server's leaf has it. */
export interface Made {
  readonly subject?: string
  readonly names?: readonly string[]
  readonly addresses?: readonly string[]
  readonly notBefore?: Date
  readonly notAfter?: Date
  readonly authority?: boolean
  /** Identifiers of extended key usage; `none` leaves the extension out. */
  readonly purposes?: readonly string[] | 'none'
  /** Bits of key usage in one octet: 0x80 digitalSignature, 0x20 keyEncipherment, 0x04 keyCertSign. */
  readonly usage?: number
  readonly mustStaple?: boolean
  readonly timestamps?: number
  readonly digest?: 'sha256' | 'sha1' | 'md5' | 'sha384'
  readonly version1?: boolean
  readonly key?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
}

export interface Issued {
  readonly der: Buffer
  readonly pem: string
  readonly key: string
  readonly privateKey: KeyObject
  readonly subject: string
}

/** Certificates for tests, good or flawed (RFC 5280): made here, since no library makes all the flaws. */
export function issue(made: Made = {}, issuer?: Issued): Issued {
  const pair = made.key ?? generateKeyPairSync('rsa', { modulusLength: 2048 })
  const subject = made.subject ?? 'server'
  const digest = made.digest ?? 'sha256'
  const signer = issuer?.privateKey ?? pair.privateKey
  const algorithm = algorithmOf(signer, digest)
  const now = Date.now()
  const tbs = sequence(
    ...(made.version1 === true ? [] : [element(0xa0, integer(2))]),
    integer(1 + Math.floor(now % 1e9)),
    algorithm,
    name(issuer?.subject ?? subject),
    sequence(time(made.notBefore ?? new Date(now - 86_400_000)), time(made.notAfter ?? new Date(now + 30 * 86_400_000))),
    name(subject),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    ...(made.version1 === true ? [] : [element(0xa3, sequence(...extensions(made)))]),
  )
  const signature = sign(signer.asymmetricKeyType === 'ed25519' ? null : digest, tbs, signer)
  const der = sequence(tbs, algorithm, element(0x03, Buffer.concat([Buffer.from([0]), signature])))
  return {
    der,
    pem: `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    privateKey: pair.privateKey,
    subject,
  }
}

/** A CA to issue from. */
export function authority(subject = 'ca', issuer?: Issued, made: Made = {}): Issued {
  return issue({ subject, authority: true, purposes: 'none', usage: 0x04, names: [], ...made }, issuer)
}

function extensions(made: Made): readonly Buffer[] {
  const { names = ['localhost'], addresses = [], purposes = ['1.3.6.1.5.5.7.3.1'] } = made
  const alternative = [
    ...names.map((each) => element(0x82, Buffer.from(each, 'latin1'))),
    ...addresses.map((each) => element(0x87, Buffer.from(each.split('.').map(Number)))),
  ]
  const list = made.timestamps === undefined ? undefined : stamps(made.timestamps)
  return [
    extension('2.5.29.19', sequence(...(made.authority === true ? [element(0x01, Buffer.from([0xff]))] : []))),
    ...(alternative.length === 0 ? [] : [extension('2.5.29.17', sequence(...alternative))]),
    ...(purposes === 'none' ? [] : [extension('2.5.29.37', sequence(...purposes.map(oid)))]),
    ...(made.usage === undefined ? [] : [extension('2.5.29.15', element(0x03, Buffer.from([0, made.usage])))]),
    ...(made.mustStaple === true ? [extension('1.3.6.1.5.5.7.1.24', sequence(integer(5)))] : []),
    ...(list === undefined ? [] : [extension('1.3.6.1.4.1.11129.2.4.2', element(0x04, list))]),
  ]
}

function stamps(count: number): Buffer {
  const each = Buffer.concat([Buffer.from([0, 40]), Buffer.alloc(40)])
  const all = Buffer.concat(Array.from({ length: count }, () => each))
  return Buffer.concat([Buffer.from([all.length >> 8, all.length & 0xff]), all])
}

export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const octets = body.length < 0x100 ? 1 : body.length < 0x10000 ? 2 : 3
  const length = Buffer.alloc(octets)
  length.writeUIntBE(body.length, 0, octets)
  return Buffer.concat([Buffer.from([tag, 0x80 + octets]), length, body])
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, ...parts)
}

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUIntBE(value, 0, 5)
  let start = 0
  while (start < 4 && bytes[start] === 0 && bytes[start + 1]! < 0x80) start++
  return element(0x02, bytes.subarray(start))
}

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const octets = [first * 40 + second, ...rest].flatMap((number) => {
    const parts = [number & 0x7f]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) parts.unshift(0x80 | (left & 0x7f))
    return parts
  })
  return element(0x06, Buffer.from(octets))
}

function extension(id: string, content: Uint8Array): Buffer {
  return sequence(oid(id), element(0x04, content))
}

function name(common: string): Buffer {
  return sequence(element(0x31, sequence(oid('2.5.4.3'), element(0x0c, Buffer.from(common)))))
}

function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050 ? element(0x17, Buffer.from(text.slice(2))) : element(0x18, Buffer.from(text))
}

const algorithms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  rsa: { sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha1: '1.2.840.113549.1.1.5', md5: '1.2.840.113549.1.1.4' },
  ec: { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha1: '1.2.840.10045.4.1' },
  ed25519: { sha256: '1.3.101.112' },
}

function algorithmOf(key: KeyObject, digest: string): Buffer {
  const type = key.asymmetricKeyType ?? 'rsa'
  return sequence(oid(algorithms[type]?.[digest] ?? ''), ...(type === 'rsa' ? [element(0x05)] : []))
}
