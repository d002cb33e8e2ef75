import type { Control, Failed, Undecided } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Guide } from '../model/guide.ts'
import { componentOf } from '../model/lookup.ts'
import type { Place } from '../model/place.ts'
import type { CheckedAttestation, Waiver } from '../model/project.ts'
import { isOver } from './attestations.ts'
import { whyNot } from './condition.ts'
import type { Ledger } from './ledger.ts'
import { nameOf, note } from './ledger.ts'
import { requirementsOf } from './requirements.ts'

/** What the books say of one judgement. */
export type Settled = { readonly by: 'nobody' } | { readonly by: 'attestation' } | { readonly by: 'waiver'; readonly waiver: Waiver }

/** Holds judgements of a deployment against the books; what is wrong with the books is noted. */
export function settler(
  deployment: Deployment,
  guides: readonly Guide[],
  ledger: Ledger,
): (control: Control, judgement: Failed | Undecided) => Settled {
  const waivers = [...ledger.books.waivers, ...ledger.books.comments().waivers]
  return (control, judgement) => {
    if (isAttested(control, judgement, deployment, ledger)) return { by: 'attestation' }
    const rows = waivers.some(({ row }) => row !== undefined) ? requirementsOf(control.id, judgement, deployment, guides) : []
    const subject: Subject = {
      control: control.id,
      subjects: control.grouped === undefined ? [judgement.subject] : [judgement.subject, deployment.name],
      components: [judgement.component, judgement.client, ...(judgement.also ?? []).map(({ component }) => component)],
      rows,
      places: placesOf(judgement, deployment),
    }
    // the first that holds accepts it; another one that says the same is no stale one
    const fitting = waivers.filter((waiver) => matches(waiver, subject))
    for (const waiver of fitting) ledger.matched.add(waiver)
    const waiver = fitting.find((each) => accepts(each, control, judgement, deployment, ledger))
    return waiver === undefined ? { by: 'nobody' } : { by: 'waiver', waiver }
  }
}

/** What a waiver is held against. */
export interface Subject {
  readonly control: string
  readonly subjects: readonly string[]
  readonly components: readonly (string | undefined)[]
  readonly rows: readonly string[]
  readonly places: readonly Pick<Place, 'file' | 'line'>[]
}

/** All members that a waiver gives must match. */
export function matches(waiver: Waiver, { control, subjects, components, rows, places }: Subject): boolean {
  const { lines } = waiver
  return (
    (waiver.control === undefined || waiver.control === control) &&
    (waiver.row === undefined || rows.includes(waiver.row)) &&
    (waiver.subject === undefined || subjects.includes(waiver.subject)) &&
    (waiver.component === undefined || components.includes(waiver.component)) &&
    (waiver.file === undefined || places.some(({ file, line }) => file === waiver.file && (lines === undefined || lines.includes(line))))
  )
}

function placesOf({ locations, component }: Failed | Undecided, deployment: Deployment): readonly Place[] {
  if (locations.length > 0) return locations
  return [(component === undefined ? undefined : componentOf(deployment, component)?.at) ?? deployment.input.at]
}

/** A matching waiver that has run out, or whose condition does not hold, is noted and accepts nothing. */
function accepts(waiver: Waiver, control: Control, judgement: Failed | Undecided, deployment: Deployment, ledger: Ledger): boolean {
  const of = nameOf(waiver)
  if (isOver(waiver.until, ledger.now)) {
    note(ledger, deployment, expired(waiver))
    return false
  }
  const why = waiver.when === undefined ? undefined : whyNot(waiver.when, control, judgement, deployment)
  if (why === undefined) return true
  const message = `The condition of the ${of} does not hold: ${why}. What it accepted is reported again.`
  note(ledger, deployment, { kind: 'condition', of, place: waiver.at, message, actual: 'the condition does not hold' })
  return false
}

export function expired(waiver: Waiver): Parameters<typeof note>[2] {
  const of = nameOf(waiver)
  const message = `The ${of} ran out on ${waiver.until}. What it accepted is reported again.`
  return { kind: 'expired', of, place: waiver.at, message, actual: `ran out on ${waiver.until}` }
}

/** A word counts for what is open; where a control fails it is contradicted, and noted. */
function isAttested(control: Control, judgement: Failed | Undecided, deployment: Deployment, ledger: Ledger): boolean {
  const attestation = ledger.books.attestations.find((each) => each.control === control.id && each.subject === judgement.subject)
  if (attestation === undefined) return false
  ledger.matched.add(attestation)
  if (attestation.invalid !== undefined) return false
  if (judgement.verdict === 'unknown') return true
  note(ledger, deployment, contradicted(attestation))
  return false
}

function contradicted({ control = '', subject = '', at }: CheckedAttestation): Parameters<typeof note>[2] {
  const of = `attestation for ${control} on ${subject}`
  return { kind: 'attestation', of, place: at, message: `The ${of} is contradicted: what was read says otherwise.`, actual: 'contradicted' }
}
