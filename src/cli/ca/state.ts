import type { KeyKind, Names, Usage } from '../../pki/types.ts'
import type { RevocationReason } from '../../pki/revocation.ts'

/** What an authority knows, in one file: it is replaced whole, so that it is never half. No key and no passphrase is in it. */
export interface CaState {
  readonly schema: 'ringwall.ca/0'
  readonly name: string
  readonly revocationUrl?: string
  readonly authorities: readonly AuthorityRecord[]
  readonly issued: readonly IssuedRecord[]
}

export interface AuthorityRecord {
  /** `root-1`, `issuing-1`; its key is `keys/ID.key`. */
  readonly id: string
  readonly role: 'root' | 'issuing' | 'external'
  /** Whether it is to be used yet, is used, is trusted still, or is nothing any more. */
  readonly phase: 'next' | 'current' | 'retiring' | 'dropped'
  /** The root that it ends at; its own id for a root. */
  readonly root: string
  /** PEM. */
  readonly certificate: string
  /** PEM: those between it and its root. */
  readonly above: string
  /** PEM: the same root, signed by the one before it. */
  readonly cross?: string
  readonly revoked?: Revocation
  readonly list?: ListRecord
}

export interface Revocation {
  readonly at: string
  readonly reason: RevocationReason
}

export interface ListRecord {
  readonly number: number
  readonly thisUpdate: string
  readonly nextUpdate: string
  /** What is on it. */
  readonly serials: readonly string[]
  /** PEM. */
  readonly text: string
}

export interface IssuedRecord {
  readonly serial: string
  readonly name: string
  readonly issuer: string
  readonly names: Names
  readonly usage: readonly Usage[]
  readonly notBefore: string
  readonly notAfter: string
  readonly key: KeyKind
  /** Folder that the component's own folder stands in, from the authority's. */
  readonly out: string
  readonly owner?: string
  /** Source of the password of its keystores: `env:NAME`, `file:PATH`. */
  readonly stores?: string
  readonly revoked?: Revocation
  /** There is a newer one under this name and in this folder. */
  readonly replaced?: true
}

export function byId(state: CaState, id: string): AuthorityRecord {
  const found = state.authorities.find((each) => each.id === id)
  if (found === undefined) throw new Error(`the state names ${id}, which it does not have`)
  return found
}

/** The newest certificate of each component, by name. */
export function inUse(state: CaState): readonly IssuedRecord[] {
  return state.issued.filter(({ replaced }) => replaced === undefined).toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** The one that issues. */
export function issuingOf(state: CaState): AuthorityRecord {
  const found = state.authorities.find(({ role, phase }) => role === 'issuing' && phase === 'current')
  if (found === undefined) throw new Error('the state has no issuing authority')
  return found
}

/** The number that comes next for this kind: `root-2` after `root-1`. */
export function nextId(state: CaState, kind: string): string {
  const taken = state.authorities.flatMap(({ id }) => (id.startsWith(`${kind}-`) ? [Number(id.slice(kind.length + 1))] : []))
  return `${kind}-${Math.max(0, ...taken.filter(Number.isInteger)) + 1}`
}

export function changed(state: CaState, records: readonly AuthorityRecord[]): CaState {
  const known = new Set(state.authorities.map(({ id }) => id))
  const replaced = state.authorities.map((each) => records.find(({ id }) => id === each.id) ?? each)
  return { ...state, authorities: [...replaced, ...records.filter(({ id }) => !known.has(id))] }
}

/** What clients trust: every root that is not dropped. */
export function trustOf(state: CaState): string {
  return rootsOf(state)
    .map(({ certificate }) => certificate)
    .join('')
}

export function rootsOf(state: CaState): readonly AuthorityRecord[] {
  return state.authorities.filter(({ role, phase }) => role === 'root' && phase !== 'dropped')
}

/** What stands between an authority and what clients trust; while an old root is trusted, also the new root as the old one signed it. */
export function aboveOf(state: CaState, record: AuthorityRecord): string {
  return `${record.above}${byId(state, record.root).cross ?? ''}`
}

/** Files that follow from the state alone, by name. */
export function derivedFiles(state: CaState): Readonly<Record<string, string>> {
  const issuing = issuingOf(state)
  const alive = state.authorities.filter(({ phase }) => phase !== 'dropped')
  return {
    'trust.pem': trustOf(state),
    'issuing.pem': `${issuing.certificate}${aboveOf(state, issuing)}`,
    'crl.pem': alive.map(({ list }) => list?.text ?? '').join(''),
  }
}
