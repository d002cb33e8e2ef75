import type { Applicability, Means, Requirement, Selector } from '../model/guide.ts'
import { attest } from './attest.ts'
import { means } from './means.ts'

/** One requirement: its id, what it asks, and the findings that answer it. No selector: only the running system or its owner can tell. */
export function row(id: string, text: string, ...answeredBy: readonly (readonly Selector[])[]): Requirement {
  const word = attest[id]
  return { id, text, answeredBy: answeredBy.flat(), means: meansOf(id), ...(word === undefined ? {} : { attest: word }) }
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

/** The same condition on the findings of several controls, their ids separated by blanks. */
export function by(controls: string, where: Omit<Selector, 'control'> = {}): readonly Selector[] {
  return controls.split(' ').map((control) => ({ control, ...where }))
}

/** Findings that violate the row, where their absence does not show that it is met. */
export function against(controls: string, where: Omit<Selector, 'control' | 'refutes'> = {}): readonly Selector[] {
  return by(controls, { ...where, refutes: true })
}
