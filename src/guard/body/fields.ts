import { setImmediate } from 'node:timers/promises'
import type { BodyRule, Field } from '../model/body.ts'
import type { JsonSpot } from './json-text.ts'
import { jsonSteps, jsonText, stringOf } from './json-text.ts'
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
export async function cleared(bytes: Uint8Array, { redact, refuse }: Pick<BodyRule, 'redact' | 'refuse'>): Promise<Cleared> {
  const text = jsonText(bytes)
  const [redacted, refusing] = [redact, refuse].map((fields) => fields.map((field) => ({ field, holds: holder(field) }))) as [Held[], Held[]]
  const cuts: { readonly start: number; readonly end: number }[] = []
  let refused: string | undefined
  const steps = jsonSteps(text, {
    unique: false,
    value(spot) {
      const shown = spot.isLeaf ? shownText(text, spot) : undefined
      refused ??= textOf(refusing.find(({ holds }) => holds(spot, shown))?.field)
      if (redacted.some(({ holds }) => holds(spot, shown))) {
        // what is inside of it goes with it
        while (cuts.length > 0 && cuts.at(-1)!.start >= spot.start) cuts.pop()
        cuts.push({ start: spot.start, end: spot.end })
      }
    },
    name(name) {
      refused ??= textOf([...redact, ...refuse].find((field) => field.kind === 'pattern' && patterns[field.name](name)))
    },
  })
  // others are served meanwhile
  while (steps.next().done !== true && refused === undefined) await setImmediate()
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
  return text[start] === '"' ? stringOf(text, start, end) : text.slice(start, end)
}

interface Held {
  readonly field: Field
  readonly holds: Holds
}

type Holds = (spot: JsonSpot, shown: string | undefined) => boolean

function holder(field: Field): Holds {
  if (field.kind === 'pattern') {
    const looks = patterns[field.name]
    return (_, shown) => shown !== undefined && looks(shown)
  }
  const leads = wayTo(field.steps)
  return ({ path }) => leads(path)
}

/**
 * Whether a way is the written one. Bit n of a number says that the first n steps are done: one number for each member of the way so far, which are
 * kept for the next way as far as it is the same.
 */
function wayTo(steps: readonly string[]): (path: readonly string[]) => boolean {
  const names: string[] = []
  const done: number[] = [closed(1, steps)]
  return (path) => {
    let at = 0
    while (at < path.length && at < names.length && names[at] === path[at]) at++
    names.length = at
    done.length = at + 1
    for (; at < path.length; at++) {
      const name = path[at]!
      let next = 0
      for (const [index, step] of steps.entries()) {
        if ((done[at]! & (1 << index)) === 0) continue
        if (step === '**') next |= 1 << index
        else if (fits(step, name)) next |= 1 << (index + 1)
      }
      names.push(name)
      done.push(closed(next, steps))
    }
    return (done[path.length]! & (1 << steps.length)) !== 0
  }
}

/** `**` may be no step at all. */
function closed(done: number, steps: readonly string[]): number {
  let all = done
  for (const [index, step] of steps.entries()) if (step === '**' && (all & (1 << index)) !== 0) all |= 1 << (index + 1)
  return all
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
