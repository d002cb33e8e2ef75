import type { Person, Principal } from '../model/principal.ts'
import type { Reason } from '../model/decision.ts'
import type { Right } from '../model/site.ts'
import type { Awaitable } from './awaitable.ts'

/** What a decision has to know of the world. Each may throw or hang: that is a deny. */
export interface Knowledge {
  /** By the reference that the cookie carries, for this host alone. */
  readonly session: (reference: string, host: string) => Awaitable<Person | undefined>
  readonly key: (text: string) => Awaitable<KeyAnswer>
  readonly may: (question: RightQuestion) => Awaitable<RightAnswer>
  /** Seconds until this caller may ask for this again, this request counted; 0 where it may now. */
  readonly later: (caller: string, what: string, perMinute: number) => number
}

export type KeyAnswer = KnownKey | { readonly refused: Extract<Reason, `key-${string}` | 'unknown-key' | 'broken-credentials'> }

/** A key that is in force; its scopes and sources are judged with the request. */
export interface KnownKey {
  readonly id: string
  readonly owner: string
  readonly scopes: readonly KeyScope[]
  /** Networks it may come from; empty is any. */
  readonly sources: readonly string[]
}

export interface KeyScope {
  readonly host: string
  readonly methods: readonly string[]
  readonly segments: readonly (string | undefined)[]
  readonly below: boolean
}

export interface RightQuestion {
  readonly principal: Principal
  readonly right: Right
  readonly resource: string
  readonly remote: string
}

export interface RightAnswer {
  readonly allowed: boolean
  /** The grant, and the groups through which it holds; or why not. */
  readonly why: string
}
