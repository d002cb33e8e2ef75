import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'

const rounds = 4096

/**
 * What a server of PostgreSQL keeps of a password (RFC 5803, as manual of 16, 53.3 writes it): given in its place, the password is in no
 * statement and no log. The salt comes from name and password, so that the same password gives the same text.
 * @param password long and random, in ASCII
 */
export function scramVerifier(name: string, password: string): string {
  const salt = createHash('sha256').update(`ringwall ${name}\0${password}`).digest().subarray(0, 16)
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256')
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`
}
