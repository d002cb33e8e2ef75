import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

/** What accounts of the guard's own are worth nothing without: keys of one secret, each for one purpose. */
export interface AccountSecrets {
  /** Goes into each hash of a password. */
  readonly pepper: Buffer
  /** Seals log-ins that are under way, for all guards of this secret. */
  readonly way: Buffer
  /** Seals the secret of an account's one-time passwords; it opens for no other account. */
  readonly seal: (account: string, secret: Buffer) => string
  /** Throws for what was not sealed for this account with this secret. */
  readonly open: (account: string, sealed: string) => Buffer
}

const fewest = 32
const [cipher, nonceLength, tagLength] = ['aes-256-gcm', 12, 16] as const
const mark = 'sealed:'

/** @throws RangeError for a secret of less than 32 bytes */
export function accountSecrets(secret: string, random: (bytes: number) => Buffer): AccountSecrets {
  if (Buffer.byteLength(secret) < fewest) throw new RangeError(`fewer than ${fewest} bytes`)
  const derived = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `ringwall guard accounts: ${purpose}`, 32))
  const key = derived('one-time passwords')
  // a row that is put in the place of another does not open
  const context = (account: string): Buffer => Buffer.from(JSON.stringify(['guard_account', 'one_time', account]))
  return {
    pepper: derived('pepper'),
    way: derived('log-ins under way'),
    seal: (account, plain) => {
      const nonce = random(nonceLength)
      const work = createCipheriv(cipher, key, nonce).setAAD(context(account))
      const body = Buffer.concat([work.update(plain), work.final()])
      return mark + Buffer.concat([nonce, work.getAuthTag(), body]).toString('base64url')
    },
    open: (account, sealed) => {
      const bytes = Buffer.from(sealed.slice(mark.length), 'base64url')
      const work = createDecipheriv(cipher, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength }).setAAD(context(account))
      work.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
      return Buffer.concat([work.update(bytes.subarray(nonceLength + tagLength)), work.final()])
    },
  }
}
