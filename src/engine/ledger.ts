import type { BookNote } from '../model/books.ts'
import type { Control } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Guide } from '../model/guide.ts'
import type { CheckedAttestation, Waiver } from '../model/project.ts'
import type { GapReport } from '../model/report.ts'

/** What somebody accepts and vouches for, handed in. */
export interface Books {
  /** The project file, as shown to people. */
  readonly file?: string
  readonly waivers: readonly Waiver[]
  readonly attestations: readonly CheckedAttestation[]
  /** Waivers in comments of the files that were read so far, and comments that fail to be one. The same objects at every call. */
  readonly comments: () => { readonly waivers: readonly Waiver[]; readonly incomplete: readonly BookNote[] }
}

/** The books of one run: what matched is ticked off, and what is wrong is noted for the deployment where it was seen. */
export interface Ledger {
  readonly books: Books
  /** ISO 8601. */
  readonly now: string
  readonly matched: Set<Waiver | CheckedAttestation>
  readonly notes: Map<string, BookNote[]>
}

export function openLedger(books: Books, now: string): Ledger {
  return { books, now, matched: new Set(), notes: new Map() }
}

/** Notes something of a deployment, once. */
export function note({ notes }: Ledger, { name }: Pick<Deployment, 'name'>, one: BookNote): void {
  const known = notes.get(name)
  if (known === undefined) notes.set(name, [one])
  else if (!known.some((other) => other.kind === one.kind && other.place.file === one.place.file && other.place.line === one.place.line))
    known.push(one)
}

/** What can be said when everything was judged: what matched nothing, and what was never a waiver. */
export function closingNotes({ books, matched }: Ledger, controls: readonly Control[], guides: readonly Guide[]): readonly BookNote[] {
  const { waivers, incomplete } = books.comments()
  const ids = new Set(controls.map(({ id }) => id))
  const rows = new Set(guides.flatMap((guide) => guide.requirements.map(({ id }) => id)))
  return [
    ...incomplete,
    ...[...books.waivers, ...waivers].filter((waiver) => !matched.has(waiver)).map((waiver) => staleWaiver(waiver, whyStale(waiver, ids, rows))),
    ...books.attestations.flatMap((attestation) => attestationNote(attestation, isUsed(attestation, matched, rows)) ?? []),
  ]
}

function whyStale({ control, row }: Waiver, controls: ReadonlySet<string>, rows: ReadonlySet<string>): string {
  if (control !== undefined && !control.startsWith('import/') && !controls.has(control)) return 'there is no control of that name'
  if (row !== undefined && !rows.has(row)) return 'no guide has that row'
  return 'what it accepted is mended, or it is misspelt and accepts nothing'
}

function staleWaiver(waiver: Waiver, why: string): BookNote {
  return {
    kind: 'stale',
    of: nameOf(waiver),
    place: waiver.at,
    message: `The ${nameOf(waiver)} matches no finding: ${why}.`,
    actual: 'matches nothing',
  }
}

/** One of a channel is used where the channel is read. */
function isUsed(attestation: CheckedAttestation, matched: Ledger['matched'], rows: ReadonlySet<string>): boolean {
  const { row, control } = attestation
  if (row !== undefined) return rows.has(row)
  return control === undefined || matched.has(attestation)
}

function attestationNote(attestation: CheckedAttestation, used: boolean): BookNote | undefined {
  const { invalid, at: place, row, control, subject } = attestation
  const of = `attestation for ${[row, control, subject].filter((each) => each !== undefined).join(' on ')}`
  if (invalid !== undefined) return { kind: 'attestation', of, place, message: `The ${of} does not count: ${invalid}.`, actual: 'does not count' }
  if (used) return undefined
  const why = row === undefined ? 'no verdict on that subject is open' : 'no guide has that row'
  return { kind: 'attestation', of, place, message: `The ${of} answers nothing: ${why}.`, actual: 'answers nothing' }
}

/** A waiver in words that do not change with its line. */
export function nameOf({ control, row, subject, component, file, origin }: Waiver): string {
  const what = [control, row].filter((each) => each !== undefined).join(' and ')
  const where = origin === 'inline' ? file : [subject, component, file].filter((each) => each !== undefined).join(', ')
  return `waiver of ${what}${where === undefined || where === '' ? '' : ` for ${where}`}`
}

const mostDays = 366

/** Waivers that run for longer than a year are in force, but stand in the report as gaps until somebody shortens them. */
export function longWaivers({ books, now }: Ledger): readonly GapReport[] {
  const latest = Date.parse(`${now.slice(0, 10)}T00:00:00Z`) + mostDays * 86_400_000
  return [...books.waivers, ...books.comments().waivers]
    .filter(({ until }) => Date.parse(`${until}T00:00:00Z`) > latest)
    .map((waiver) => ({
      file: waiver.at.file,
      line: waiver.at.line,
      why: `the ${nameOf(waiver)} runs until ${waiver.until}: nobody can know for more than ${mostDays} days ahead that it will still be right`,
    }))
}
