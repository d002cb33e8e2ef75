import { createDiffieHellmanGroup, createECDH, createHash, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import { WireError } from '../fault.ts'
import { mpint, Reader, string } from './bytes.ts'
import type { Hello, Offer } from './hello.ts'
import type { HostKey } from './host-key.ts'
import { hostKeyAlgorithms, provenKey } from './host-key.ts'
import type { Protection } from './packets.ts'
import { messages } from './packets.ts'

interface Agreement {
  readonly hash: string
  readonly begin: () => { readonly sent: Buffer; readonly finish: (theirs: Buffer) => Buffer }
  /** Public values are numbers there and strings elsewhere. */
  readonly numbers?: boolean
}

const agreements: Readonly<Record<string, Agreement>> = {
  'curve25519-sha256': { hash: 'sha256', begin: montgomery },
  'curve25519-sha256@libssh.org': { hash: 'sha256', begin: montgomery },
  'ecdh-sha2-nistp256': { hash: 'sha256', begin: () => curve('prime256v1') },
  'ecdh-sha2-nistp384': { hash: 'sha384', begin: () => curve('secp384r1') },
  'ecdh-sha2-nistp521': { hash: 'sha512', begin: () => curve('secp521r1') },
  'diffie-hellman-group16-sha512': { hash: 'sha512', begin: () => finite('modp16'), numbers: true },
  'diffie-hellman-group14-sha256': { hash: 'sha256', begin: () => finite('modp14'), numbers: true },
  'diffie-hellman-group14-sha1': { hash: 'sha1', begin: () => finite('modp14'), numbers: true },
}

const ciphers: Readonly<
  Record<string, { readonly cipher: Protection['cipher']; readonly key: number; readonly iv: number; readonly aead?: boolean }>
> = {
  'aes256-gcm@openssh.com': { cipher: 'aes-256-gcm', key: 32, iv: 12, aead: true },
  'aes128-gcm@openssh.com': { cipher: 'aes-128-gcm', key: 16, iv: 12, aead: true },
  'aes256-ctr': { cipher: 'aes-256-ctr', key: 32, iv: 16 },
  'aes128-ctr': { cipher: 'aes-128-ctr', key: 16, iv: 16 },
}

const macs: Readonly<Record<string, { readonly hash: string; readonly length: number; readonly encryptThenMac: boolean }>> = {
  'hmac-sha2-256-etm@openssh.com': { hash: 'sha256', length: 32, encryptThenMac: true },
  'hmac-sha2-512-etm@openssh.com': { hash: 'sha512', length: 64, encryptThenMac: true },
  'hmac-sha2-256': { hash: 'sha256', length: 32, encryptThenMac: false },
  'hmac-sha2-512': { hash: 'sha512', length: 64, encryptThenMac: false },
  'hmac-sha1': { hash: 'sha1', length: 20, encryptThenMac: false },
}

/** What this client can do: enough of what servers have to see their key and their ways to log in. */
export const ourOffer: Offer = {
  kex: Object.keys(agreements),
  hostKeys: hostKeyAlgorithms,
  ciphers: Object.keys(ciphers),
  macs: Object.keys(macs),
  compression: ['none'],
}

/** Agrees on keys (RFC 4253, section 7 and 8; RFC 5656; RFC 8731): from then on packets are protected, and the host key is proven. */
export async function exchangeKeys({ packets, offer, signed }: Hello, mine: Offer): Promise<HostKey> {
  const chosen = (list: keyof Offer): string | undefined => mine[list].find((name) => offer[list].includes(name))
  const agreement = agreements[chosen('kex') ?? '']
  const cipher = ciphers[chosen('ciphers') ?? '']
  const mac = macs[chosen('macs') ?? '']
  if (agreement === undefined || cipher === undefined || chosen('hostKeys') === undefined || (mac === undefined && cipher.aead !== true))
    throw new WireError('client', 'the server and this client have no algorithms in common')
  const { sent, finish } = agreement.begin()
  const value = (bytes: Buffer): Buffer => (agreement.numbers === true ? mpint(bytes) : string(bytes))
  packets.send(Buffer.concat([Buffer.from([30]), value(sent)]), 'key exchange')
  const reply = new Reader((await packets.receive([messages.kexReply])).subarray(1))
  const [blob, theirs, signature] = [reply.string(), reply.string(), reply.string()]
  const secret = mpint(agreed(() => finish(theirs)))
  const digest = (...parts: readonly Buffer[]): Buffer => createHash(agreement.hash).update(Buffer.concat(parts)).digest()
  const session = digest(
    string(signed.ours),
    string(signed.theirs),
    string(signed.ourInit),
    string(signed.theirInit),
    string(blob),
    value(sent),
    value(theirs),
    secret,
  )
  const hostKey = provenKey(blob, signature, session)
  packets.send(Buffer.from([messages.newKeys]), 'NEWKEYS')
  await packets.receive([messages.newKeys])
  const derived = (letter: string, length: number): Buffer => {
    let bytes = digest(secret, session, Buffer.from(letter), session)
    while (bytes.length < length) bytes = Buffer.concat([bytes, digest(secret, session, bytes)])
    return bytes.subarray(0, length)
  }
  const protection = (iv: string, key: string, integrity: string): Protection => ({
    cipher: cipher.cipher,
    iv: derived(iv, cipher.iv),
    key: derived(key, cipher.key),
    ...(cipher.aead === true || mac === undefined ? {} : { mac: { ...mac, key: derived(integrity, mac.length) } }),
  })
  packets.protect(protection('A', 'C', 'E'), protection('B', 'D', 'F'))
  return hostKey
}

function agreed(finish: () => Buffer): Buffer {
  try {
    return finish()
  } catch (error) {
    throw new WireError('garbage', 'the public value of the key exchange is none', { cause: error })
  }
}

/** SubjectPublicKeyInfo of X25519 in front of its 32 bytes (RFC 8410). */
const montgomeryPrefix = Buffer.from('302a300506032b656e032100', 'hex')

function montgomery(): ReturnType<Agreement['begin']> {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return {
    sent: publicKey.export({ type: 'spki', format: 'der' }).subarray(montgomeryPrefix.length),
    finish: (theirs) =>
      diffieHellman({ privateKey, publicKey: createPublicKey({ key: Buffer.concat([montgomeryPrefix, theirs]), type: 'spki', format: 'der' }) }),
  }
}

function curve(name: string): ReturnType<Agreement['begin']> {
  const ecdh = createECDH(name)
  return { sent: ecdh.generateKeys(), finish: (theirs) => ecdh.computeSecret(theirs) }
}

function finite(name: string): ReturnType<Agreement['begin']> {
  const group = createDiffieHellmanGroup(name)
  return { sent: group.generateKeys(), finish: (theirs) => group.computeSecret(theirs) }
}
