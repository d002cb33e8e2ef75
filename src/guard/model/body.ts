/** What is looked at in the bodies of a route, before any of it is handed on. */
export interface BodyRule {
  /** Media types that a request's body may be of, `image/*` for all of a kind; empty: any. */
  readonly types: readonly string[]
  /** File with the JSON Schema that a request's body has to keep to. */
  readonly schema?: string
  readonly scan: 'uploads' | 'downloads' | 'both' | 'none'
  /** Places of contents that are encrypted end to end: they pass, and the log says that nothing is known of them. */
  readonly endToEnd: readonly string[]
  /** Fields of answers that are replaced, and those that no answer may have. */
  readonly redact: readonly Field[]
  readonly refuse: readonly Field[]
  /** Most bytes of an answer that is looked at. */
  readonly answer: number
}

/** Fields by the way to them (`*` is anything in a step, the step `**` any number of steps), or by what their text looks like. */
export type Field = { readonly kind: 'pointer'; readonly steps: readonly string[] } | { readonly kind: 'pattern'; readonly name: PatternName }

export const patternNames = ['card-number', 'credential', 'private-key'] as const
export type PatternName = (typeof patternNames)[number]
