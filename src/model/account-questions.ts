import type { Observation } from './observation.ts'

/** How an account shows an HTTP interface who it is. */
export type AccountWay =
  | { readonly kind: 'basic' }
  /** Name and password are sent once as JSON, and a token comes back in a member of the answer. */
  | { readonly kind: 'token'; readonly path: string; readonly member: string }

/** What a product's HTTP interface is asked with an account that the user named: GET alone. */
export interface AccountQuestion {
  readonly path: string
  /** As it is read in a sentence: `users`. */
  readonly about: string
  /** What would let the account ask it. */
  readonly grant: string
  /** Members of the JSON that comes, or of each element of its array: what has none of them is no answer of the product. */
  readonly members: readonly string[]
}

/** An answer that came, or that the account is turned away. The words of a refusal count where they name a setting. */
export type AccountAnswer = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'refused'; readonly text: string }

export interface Asker {
  /** The account that was named. */
  readonly login: string
  /** Accounts that clients name when they log in. */
  readonly users: readonly string[]
}

/** The questions of one version of an interface. */
export interface AccountQuestions {
  /** As it is read in a sentence: `the API of version 2`. */
  readonly name: string
  readonly way: AccountWay
  /** The page that only who has logged in gets: it is asked with a made-up password too. */
  readonly proof: Omit<AccountQuestion, 'grant'>
  readonly questions: readonly AccountQuestion[]
  /** What the answers say together, by the path of each. */
  readonly judge: (answers: ReadonlyMap<string, AccountAnswer>, asker: Asker) => readonly Observation[]
  /** The version of the product, where an answer tells it. */
  readonly version?: (answers: ReadonlyMap<string, AccountAnswer>) => string | undefined
}
