import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { loginPostgres } from '../wire/postgres/login.ts'
import { queryPostgres } from '../wire/postgres/query.ts'
import { talking } from '../probes/talking.ts'
import type { Rotation } from './rotation.ts'

/**
 * A role has one password; who is logged in stays so. The server gets what it keeps, and never the password itself, which its log might show
 * (PostgreSQL 15, "ALTER ROLE": a verifier is stored as it is; psql's \password does the same).
 */
export const postgres: Rotation = {
  take: (_target, asking, { as, user, password }) =>
    talking(asking, async (talk) => {
      const nonce = asking.random(18)
      const entry = await loginPostgres(talk, { ...as, database: 'postgres', shown: 'an account', clear: true, nonce })
      if (entry.kind !== 'in')
        return { cannot: entry.kind === 'refused' ? `the log-in is answered with ${entry.code}` : 'the log-in asks for something else' }
      const kept = await queryPostgres(talk, 'SHOW password_encryption', 'SHOW password_encryption')
      if (!('rows' in kept)) return { cannot: `SHOW password_encryption is answered with ${kept.code}` }
      const verifier = kept.rows[0]?.[0] === 'md5' ? md5(user, password) : scramVerifier(password, randomBytes(16))
      const done = await queryPostgres(talk, `ALTER ROLE ${quoted(user)} PASSWORD '${verifier}'`, 'ALTER ROLE of an account')
      if ('rows' in done) return 'done'
      return { cannot: done.code === '42501' ? 'the account may not change the role' : `ALTER ROLE is answered with ${done.code}` }
    }),
}

const rounds = 4096

/** What a server keeps of a password (RFC 5803 in PostgreSQL's form, `scram_build_secret`). Ours are ASCII: nothing is to be normalised. */
function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${hmac(salted, 'Server Key').toString('base64')}`
}

function md5(user: string, password: string): string {
  return `md5${createHash('md5').update(`${password}${user}`).digest('hex')}`
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
