import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Principal } from '../model/principal.ts'
import { subjectOf } from '../model/principal.ts'

export interface Signer {
  readonly issuer: string
  /** Ed25519. */
  readonly key: KeyObject
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Seconds that a statement of who somebody is holds, and how long one is handed out again: a signature costs more than the rest of a decision. */
const life = 60
const again = 20
const most = 10_000

export type Assert = (principal: Principal, audience: string) => Promise<string>

/** Says who somebody is to one program, signed and for a minute: `iss`, `aud` (its component), `sub`, `name`, `groups`. */
export function assertions({ issuer, key, now }: Signer): Assert {
  const made = new Map<string, { readonly text: Promise<string>; readonly until: number }>()
  return (principal, audience) => {
    const moment = Math.floor(now() / 1000)
    const who = JSON.stringify([audience, principal])
    const known = made.get(who)
    if (known !== undefined && known.until > moment) return known.text
    if (made.size >= most) made.clear()
    const person = principal.kind === 'person' ? { name: principal.name, groups: principal.groups } : {}
    const text = new SignJWT({ ...person })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subjectOf(principal))
      .setIssuedAt(moment)
      .setExpirationTime(moment + life)
      .sign(key)
    made.set(who, { text, until: moment + again })
    return text
  }
}
