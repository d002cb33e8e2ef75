import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Awaitable } from '../decide/awaitable.ts'
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

interface Statement {
  /** A promise until it is signed. */
  text: Awaitable<string>
  /** Seconds since 1970. */
  readonly until: number
}

export type Assert = (principal: Principal, audience: string) => Awaitable<string>

/** Says who somebody is to one program, signed and for a minute: `iss`, `aud` (its component), `sub`, `name`, `groups`. */
export function assertions({ issuer, key, now }: Signer): Assert {
  const made = new Map<string, Statement>()
  return (principal, audience) => {
    const moment = Math.floor(now() / 1000)
    const who = `${audience}\n${principal.kind === 'person' ? JSON.stringify(principal) : subjectOf(principal)}`
    const known = made.get(who)
    if (known !== undefined && known.until > moment) return known.text
    if (made.size >= most) made.clear()
    const person = principal.kind === 'person' ? { name: principal.name, groups: principal.groups } : {}
    const signing = new SignJWT({ ...person })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subjectOf(principal))
      .setIssuedAt(moment)
      .setExpirationTime(moment + life)
      .sign(key)
    const one: Statement = { text: signing, until: moment + again }
    made.set(who, one)
    signing.then(
      (text) => (one.text = text),
      () => made.delete(who),
    )
    return signing
  }
}
