import type { BodyRule, Field } from '../model/body.ts'
import type { JsonSpot } from './json-text.ts'
import { jsonText, walkJson } from './json-text.ts'
import { patterns } from './patterns.ts'

export type Cleared =
  | { readonly bytes: Buffer; readonly redacted: number }
  /** The field that the answer may not have, by its rule. */
  | { readonly refused: string }

/** What stands where something was. */
const replacement = '"redacted"'

/**
 * An answer without its sensitive fields, all else byte for byte as it was: numbers keep their digits. A pattern that holds for the name of a member
 * refuses the answer: a name cannot be replaced. Throws a `JsonFault` for what is not JSON.
 */
export function cleared(bytes: Uint8Array, { redact, refuse }: Pick<BodyRule, 'redact' | 'refuse'>): Cleared {
  const text = jsonText(bytes)
  const cuts: { readonly start: number; readonly end: number }[] = []
  let refused: string | undefined
  walkJson(text, {
    unique: false,
    value(spot) {
      const shown = spot.isLeaf ? shownText(text, spot) : undefined
      refused ??= textOf(refuse.find((field) => holds(field, spot, shown)))
      if (redact.some((field) => holds(field, spot, shown))) {
        // what is inside of it goes with it
        while (cuts.length > 0 && cuts.at(-1)!.start >= spot.start) cuts.pop()
        cuts.push({ start: spot.start, end: spot.end })
      }
    },
    name(name) {
      refused ??= textOf([...redact, ...refuse].find((field) => field.kind === 'pattern' && patterns[field.name](name)))
    },
  })
  if (refused !== undefined) return { refused }
  if (cuts.length === 0) return { bytes: Buffer.from(bytes), redacted: 0 }
  let [made, from] = ['', 0]
  for (const { start, end } of cuts) {
    made += text.slice(from, start) + replacement
    from = end
  }
  return { bytes: Buffer.from(made + text.slice(from), 'utf8'), redacted: cuts.length }
}

function shownText(text: string, { start, end }: JsonSpot): string {
  const token = text.slice(start, end)
  return token.startsWith('"') ? (JSON.parse(token) as string) : token
}

function holds(field: Field, { path }: JsonSpot, shown: string | undefined): boolean {
  if (field.kind === 'pattern') return shown !== undefined && patterns[field.name](shown)
  return leadsTo(field.steps, path)
}

/** Whether a way with `*` and `**` is this one. Each step of both is looked at once for each other: `reached` is where the written one may be. */
function leadsTo(steps: readonly string[], path: readonly string[]): boolean {
  const [last, name] = [steps.at(-1), path.at(-1)]
  // most values are told by their name alone
  if (last !== undefined && last !== '**' && (name === undefined || !fits(last, name))) return false
  let reached = closed([0], steps)
  for (const member of path) {
    const next = reached.flatMap((at) => {
      const step = steps[at]
      if (step === undefined) return []
      if (step === '**') return [at]
      return fits(step, member) ? [at + 1] : []
    })
    reached = closed([...new Set(next)], steps)
    if (reached.length === 0) return false
  }
  return reached.includes(steps.length)
}

/** `**` may be no step at all. */
function closed(places: readonly number[], steps: readonly string[]): readonly number[] {
  const all = new Set(places)
  for (const at of all) if (steps[at] === '**') all.add(at + 1)
  return [...all]
}

/** Whether the pieces between the `*` of a step follow one another in a name. */
function fits(step: string, name: string): boolean {
  if (!step.includes('*')) return step === name
  const pieces = step.split('*')
  const [first, last] = [pieces[0]!, pieces.at(-1)!]
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= name.length - last.length
}

/** A field as guard.yaml writes it (RFC 6901: `~1` is a slash, `~0` a tilde). */
export function fieldOf(text: string): Field {
  if (!text.startsWith('/')) return { kind: 'pattern', name: text as Extract<Field, { kind: 'pattern' }>['name'] }
  return {
    kind: 'pointer',
    steps: text
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  }
}

function textOf(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined
  return field.kind === 'pattern' ? field.name : `/${field.steps.join('/')}`
}
