import type { Account, Cleared, Target } from '../probes/probe.ts'

/** `done`: the server says so. Else why it did not, in one clause without a secret. */
export type Said = 'done' | { readonly cannot: string }

/** Who says it to the server: the account itself, or another one that may. */
export interface Order {
  readonly as: Pick<Account, 'user' | 'password'>
  /** The account whose password becomes another. */
  readonly user: string
  readonly password: string
  /** What it has until now. */
  readonly old: string
}

/** How a running server is told that an account has another password. Every order may be given again after it was given. */
export interface Rotation {
  /** The server takes this password: beside the one that it has, or in its place. */
  readonly take: (target: Target, asking: Cleared, order: Order) => Promise<Said>
  /** Of those that take two: the old one goes. */
  readonly forget?: (target: Target, asking: Cleared, order: Order) => Promise<Said>
}
