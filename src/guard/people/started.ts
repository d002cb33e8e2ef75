import { createCipheriv, createDecipheriv } from 'node:crypto'

/** A log-in that is under way at a provider. Its browser keeps it, sealed: nothing is kept here for people that nobody knows yet. */
export interface Started {
  readonly provider: string
  readonly host: string
  /** Where they were going. */
  readonly to: string
  /** What the provider's answer is held to. */
  readonly held: Readonly<Record<string, string>>
  /** Reference of the session that this one takes the place of. */
  readonly before?: string
  /** Milliseconds since 1970. */
  readonly until: number
}

export interface Sealing {
  readonly seal: (started: Started) => string
  /** Undefined for what was not sealed with this key, or is too old. */
  readonly open: (text: string) => Started | undefined
}

const cipher = 'aes-256-gcm'
const nonceLength = 12
const tagLength = 16

/** Seals with AES-256-GCM; the key has 32 bytes. */
export function sealing(key: Buffer, random: (bytes: number) => Buffer, now: () => number): Sealing {
  return {
    seal: (started) => {
      const nonce = random(nonceLength)
      const work = createCipheriv(cipher, key, nonce)
      const body = Buffer.concat([work.update(JSON.stringify(started), 'utf8'), work.final()])
      return Buffer.concat([nonce, work.getAuthTag(), body]).toString('base64url')
    },
    open: (text) => {
      try {
        const bytes = Buffer.from(text, 'base64url')
        const work = createDecipheriv(cipher, key, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
        work.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
        const body = Buffer.concat([work.update(bytes.subarray(nonceLength + tagLength)), work.final()])
        const started = JSON.parse(body.toString('utf8')) as Started
        return now() < started.until ? started : undefined
      } catch {
        return undefined
      }
    },
  }
}
