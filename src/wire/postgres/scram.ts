import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { WireError } from '../fault.ts'

/** More rounds than anybody sets would keep this machine busy at the server's will. */
const mostRounds = 1_000_000

const derive = promisify(pbkdf2)

export interface ScramAnswer {
  /** The client's last message. */
  readonly message: string
  /** Whether the server's last message proves that it knows the password too. */
  readonly isServer: (last: string) => boolean
}

/** The client's first message (RFC 5802, RFC 7677), without a channel binding; PostgreSQL takes the name from the StartupMessage. */
export function scramFirst(nonce: string): string {
  return `n,,n=,r=${nonce}`
}

/** Answers the server's first message. A nonce that is not ours, or rounds beyond reason, is no SCRAM. */
export async function scramAnswer(password: string, nonce: string, serverFirst: string): Promise<ScramAnswer> {
  const [, theirs = '', salt = '', rounds = ''] = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})$/.exec(serverFirst) ?? []
  const count = Number(rounds)
  if (!theirs.startsWith(nonce) || theirs === nonce || count < 1) throw new WireError('garbage', 'the answer is not of SCRAM')
  if (count > mostRounds) throw new WireError('too-much', `more than ${mostRounds} rounds are asked for`)
  const salted = await derive(password.normalize('NFKC'), Buffer.from(salt, 'base64'), count, 32, 'sha256')
  const clientKey = hmac(salted, 'Client Key')
  const bare = `c=biws,r=${theirs}`
  const auth = `n=,r=${nonce},${serverFirst},${bare}`
  const signature = hmac(createHash('sha256').update(clientKey).digest(), auth)
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ signature[at]!))
  const expected = hmac(hmac(salted, 'Server Key'), auth)
  return {
    message: `${bare},p=${proof.toString('base64')}`,
    isServer(last) {
      const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(last)?.[1] ?? '', 'base64')
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
