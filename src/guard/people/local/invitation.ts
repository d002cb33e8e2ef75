import { createHash } from 'node:crypto'

export interface NewInvitation {
  /** `name~code`, shown once. */
  readonly text: string
  readonly hash: string
  /** Milliseconds since 1970. */
  readonly until: number
}

/** Three days: a weekend and a morning. */
const life = 3 * 86_400_000

/** An invitation to choose a password; its code has 256 bits, so that a plain hash of it is kept. */
export function newInvitation(account: string, random: (bytes: number) => Buffer, now: number): NewInvitation {
  const code = random(32).toString('base64url')
  return { text: `${account}~${code}`, hash: invitationHash(code), until: now + life }
}

export function invitationHash(code: string): string {
  return `i1:${createHash('sha256').update(code).digest('base64url')}`
}
