/** Directives that a browser names in a report and a policy can be made of (CSP level 3). What else it names is not kept. */
export const directives = [
  'base-uri',
  'child-src',
  'connect-src',
  'font-src',
  'form-action',
  'frame-ancestors',
  'frame-src',
  'img-src',
  'manifest-src',
  'media-src',
  'object-src',
  'script-src',
  'script-src-attr',
  'script-src-elem',
  'style-src',
  'style-src-attr',
  'style-src-elem',
  'worker-src',
] as const

export type Directive = (typeof directives)[number]

/** What a page did that the policy does not have. */
export interface Sighting {
  readonly directive: Directive
  /** `inline`, `eval`, `wasm-eval`, `self`, `data:`, `blob:`, or an origin. */
  readonly source: string
  /** The beginning of what was inline: 40 characters at the most, of anybody's making. */
  readonly sample: string
  /** Whether it was blocked. */
  readonly isEnforced: boolean
}

/** How often that was, on one site. Times are milliseconds since 1970. */
export interface Seen extends Sighting {
  readonly host: string
  /** The route of a page that did it. */
  readonly route: string
  /** Reports of somebody who is logged in, and of anybody else. */
  readonly people: number
  readonly others: number
  readonly first: number
  readonly last: number
}

/** Characters of a sample that browsers send. */
export const sampleLength = 40
