/** Who was recognised. Identifiers are compared as they are: case and spaces count. */
export type Principal = Person | KeyHolder | Worker

export interface Person {
  readonly kind: 'person'
  /** Source and subject, `ldap:uid=ann,ou=people,dc=example`: never a mail address alone. */
  readonly id: string
  /** For people to read. */
  readonly name: string
  readonly groups: readonly string[]
  readonly secondFactor: boolean
  /** Public name of the session: no reference that would let somebody in. */
  readonly session: string
}

export interface KeyHolder {
  readonly kind: 'key'
  /** Public name of the key. */
  readonly id: string
  /** The calling system that it was made for. */
  readonly owner: string
}

export interface Worker {
  readonly kind: 'worker'
  /** SPIFFE ID of the certificate that the data plane verified. */
  readonly id: string
}

/** Whom rights are given to, and what programs are told: `person:ID`, `worker:ID`, and `system:OWNER` for a key, so that its successor is the same. */
export function subjectOf(principal: Principal): string {
  return principal.kind === 'key' ? `system:${principal.owner}` : `${principal.kind}:${principal.id}`
}
