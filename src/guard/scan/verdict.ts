/** Why nothing is known of a content. */
export type NotScanned =
  /** nobody listens, or we may not talk to it */
  | 'unreachable'
  /** no answer within the deadline */
  | 'timeout'
  /** the connection ended without an answer */
  | 'broken'
  /** what was answered is not an answer to what was sent */
  | 'wrong-answer'
  /** more than the scanner or our limits take, here or inside an archive */
  | 'too-large'
  /** more contents in one another, or in one body, than our limits take */
  | 'too-deep'
  | 'too-many'
  /** it does not read as what it says it is: what it holds for others cannot be told */
  | 'malformed'
  /** an encoding that is not undone here */
  | 'encoding'
  /** the scanner cannot open it: it is encrypted with a password */
  | 'locked'
  /** a rule says that it is encrypted end to end: a scan of it would prove nothing */
  | 'end-to-end'
  /** the scanner is there, but its "clean" would prove nothing */
  | 'unfit'
  /** too many scans at once */
  | 'busy'
  /** whoever sends it went away */
  | 'cancelled'

export type Verdict =
  | { readonly kind: 'clean' }
  | { readonly kind: 'infected'; readonly name: string }
  | { readonly kind: 'not-scanned'; readonly reason: NotScanned; readonly detail: string }

export const clean: Verdict = { kind: 'clean' }

export function notScanned(reason: NotScanned, detail: string): Verdict {
  return { kind: 'not-scanned', reason, detail }
}

/** One content of a body, and what was found. */
export interface Finding {
  /** `body`, `body/file[0]`, `body$.items[3].content`, `body$.content~base64`. */
  readonly where: string
  readonly verdict: Verdict
  readonly bytes: number
}

export interface ScanReport {
  /** The worst of its contents: infected, then not scanned. */
  readonly verdict: Verdict
  /** Whether it may pass: every content is clean, or not scannable by a rule that admits that. */
  readonly admitted: boolean
  /** Contents that are not clean. */
  readonly findings: readonly Finding[]
  /** Contents that were given to the scanner. */
  readonly scanned: number
  /** Of the whole body as it came, in hex; absent where it did not come whole. */
  readonly sha256?: string
}

/** Ends the walk through a body: what comes after cannot change that it is denied. */
export class Stop extends Error {
  readonly finding: Finding

  constructor(where: string, verdict: Verdict, bytes = 0) {
    super(verdict.kind === 'not-scanned' ? verdict.detail : verdict.kind)
    this.name = 'Stop'
    this.finding = { where, verdict, bytes }
  }
}
