import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import type { BsonDocument, BsonValue } from '../../src/wire/mongodb/bson.ts'
import { decode, encode } from '../../src/wire/mongodb/bson.ts'
import type { StandIn } from './serve.ts'
import { serve } from './serve.ts'

export interface MongoAccounts {
  readonly mechanism: 'SCRAM-SHA-1' | 'SCRAM-SHA-256'
  readonly user: string
  readonly password: string
  /** What `usersInfo` tells; undefined: the account may not ask. */
  readonly users: readonly BsonDocument[] | undefined
  /** What `connectionStatus` tells of the account itself. */
  readonly own?: BsonDocument
  /** A server that does not know the password, and lets in whoever comes. */
  readonly impostor?: true
}

const salt = Buffer.from('0123456789abcdef')
const rounds = 4096

/** The server's part of SCRAM (RFC 5802, section 3), and the documented members of usersInfo, connectionStatus and buildInfo. */
export function mongoAccounts(given: MongoAccounts): Promise<StandIn> {
  const sessions = new WeakMap<object, { first: string; told: string; isIn: boolean }>()
  return serve((bytes, socket) => {
    if (bytes.length < 16 || bytes.length < bytes.readInt32LE(0)) return 0
    const length = bytes.readInt32LE(0)
    if (bytes.readInt32LE(12) !== 2013) return 'close'
    const session = sessions.get(socket) ?? { first: '', told: '', isIn: false }
    sessions.set(socket, session)
    const body = encode(answer(decode(bytes.subarray(21, length)), session, given))
    const head = Buffer.alloc(21)
    head.writeInt32LE(21 + body.length)
    head.writeInt32LE(2013, 12)
    socket.write(Buffer.concat([head, body]))
    return length
  })
}

function answer(asked: BsonDocument, session: { first: string; told: string; isIn: boolean }, given: MongoAccounts): BsonDocument {
  const { mechanism, user, users, own = {} } = given
  if (asked['hello'] !== undefined) return { maxWireVersion: 21, ok: 1, saslSupportedMechs: [mechanism] }
  if (asked['saslStart'] !== undefined) {
    session.first = text(asked['payload']).replace(/^n,,/, '')
    if (asked['mechanism'] !== mechanism || !session.first.startsWith(`n=${user},`)) return { ok: 0, code: 18 }
    session.told = `${session.first.replace(/^.*,r=/, 'r=')}server,s=${salt.toString('base64')},i=${rounds}`
    return { conversationId: 1, done: false, payload: Buffer.from(session.told), ok: 1 }
  }
  if (asked['saslContinue'] !== undefined) {
    const proof = check(text(asked['payload']), session, given)
    if (proof === undefined) return { ok: 0, code: 18 }
    session.isIn = true
    return { conversationId: 1, done: true, payload: Buffer.from(`v=${proof}`), ok: 1 }
  }
  if (!session.isIn) return { ok: 0, code: 13 }
  if (asked['buildInfo'] !== undefined) return { version: '7.0.14', ok: 1 }
  if (asked['connectionStatus'] !== undefined) return { authInfo: own, ok: 1 }
  if (asked['usersInfo'] === undefined || users === undefined) return { ok: 0, code: 13 }
  return { users: Array.isArray(asked['usersInfo']) ? users.filter((each) => each['user'] === 'app') : users, ok: 1 }
}

/** The server's signature, where the client's proof is right. */
function check(last: string, { first, told }: { first: string; told: string }, given: MongoAccounts): string | undefined {
  const [hash, width] = given.mechanism === 'SCRAM-SHA-1' ? (['sha1', 20] as const) : (['sha256', 32] as const)
  const hmac = (key: Buffer, message: string): Buffer => createHmac(hash, key).update(message).digest()
  const secret = hash === 'sha1' ? createHash('md5').update(`${given.user}:mongo:${given.password}`).digest('hex') : given.password
  const salted = pbkdf2Sync(secret, salt, rounds, width, hash)
  const [bare = '', proof = ''] = last.split(',p=')
  const auth = `${first},${told},${bare}`
  if (given.impostor === true) return Buffer.alloc(width).toString('base64')
  const signature = hmac(createHash(hash).update(hmac(salted, 'Client Key')).digest(), auth)
  const key = Buffer.from(Buffer.from(proof, 'base64').map((byte, at) => byte ^ signature[at]!))
  return key.equals(hmac(salted, 'Client Key')) ? hmac(hmac(salted, 'Server Key'), auth).toString('base64') : undefined
}

function text(payload: BsonValue): string {
  return Buffer.isBuffer(payload) ? payload.toString('latin1') : ''
}
