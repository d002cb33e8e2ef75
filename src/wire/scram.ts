import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { WireError } from './fault.ts'

/** More rounds than anybody sets would keep this machine busy at the server's will. */
const mostRounds = 1_000_000

const derive = promisify(pbkdf2)

export interface ScramAnswer {
  /** The client's last message. */
  readonly message: string
  /** Whether the server's last message proves that it knows the password too. */
  readonly isServer: (last: string) => boolean
}

/** What differs between servers. The name is as it stands in the first message: `=3D` for `=`, `=2C` for `,`. */
interface ScramKind {
  readonly digest: 'sha1' | 'sha256'
  readonly name: string
}

/** PostgreSQL takes the name from the StartupMessage. */
const usual: ScramKind = { digest: 'sha256', name: '' }

/** The client's first message (RFC 5802, RFC 7677), without a channel binding. */
export function scramFirst(nonce: string, name = ''): string {
  return `n,,n=${name},r=${nonce}`
}

/** Answers the server's first message. A nonce that is not ours, or rounds beyond reason, is no SCRAM. */
export async function scramAnswer(password: string, nonce: string, serverFirst: string, { digest, name }: ScramKind = usual): Promise<ScramAnswer> {
  const [, theirs = '', salt = '', rounds = ''] = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})$/.exec(serverFirst) ?? []
  const count = Number(rounds)
  if (!theirs.startsWith(nonce) || theirs === nonce || count < 1) throw new WireError('garbage', 'the answer is not of SCRAM')
  if (count > mostRounds) throw new WireError('too-much', `more than ${mostRounds} rounds are asked for`)
  const salted = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64'), count, digest === 'sha1' ? 20 : 32, digest)
  const clientKey = hmac(salted, 'Client Key', digest)
  const bare = `c=biws,r=${theirs}`
  const auth = `n=${name},r=${nonce},${serverFirst},${bare}`
  const signature = hmac(createHash(digest).update(clientKey).digest(), auth, digest)
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at]!))
  const expected = hmac(hmac(salted, 'Server Key', digest), auth, digest)
  return {
    message: `${bare},p=${proof.toString('base64')}`,
    isServer(last) {
      const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(last)?.[1] ?? '', 'base64')
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

function hmac(key: Buffer, text: string, digest: ScramKind['digest']): Buffer {
  return createHmac(digest, key).update(text).digest()
}
