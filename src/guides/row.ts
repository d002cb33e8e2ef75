import type { Applicability, Means, Requirement, Selector } from '../model/guide.ts'
import { attest } from './attest.ts'
import { guardedBy } from './guarded.ts'
import { means } from './means.ts'
import { observed } from './observed.ts'

/** One requirement: its id, what it asks, and the findings that answer it, of the files here and of the running system in `observed`. No selector: only its owner can tell. */
export function row(id: string, text: string, ...answeredBy: readonly (readonly Selector[])[]): Requirement {
  const word = attest[id]
  const front = guardedBy(id)
  return {
    id,
    text,
    answeredBy: [...answeredBy.flat(), ...(observed[id] ?? [])],
    // no run asks all rows of all guides for it
    get means() {
      return meansOf(id)
    },
    ...(word === undefined ? {} : { attest: word }),
    ...(front.length === 0 ? {} : { guarded: front }),
  }
}

/** The same requirement, for some versions of the platform only. */
export function appliesTo(applies: Applicability, requirement: Requirement): Requirement {
  return { ...requirement, applies }
}

const letters: readonly (readonly [string, Means])[] = [
  ['v', 'verify'],
  ['g', 'guard'],
  ['h', 'harden'],
]

function meansOf(id: string): readonly Means[] {
  const given = means[id] ?? ''
  return [
    ...letters.flatMap(([letter, name]) => (given.includes(letter) ? [name] : [])),
    ...(attest[id] === undefined ? [] : ['attestation' as const]),
  ]
}
