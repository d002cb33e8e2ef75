import type { Requirement, Selector } from '../model/guide.ts'

/** One requirement: its id, what it asks, and the findings that answer it. No selector: only the running system or its owner can tell. */
export function row(id: string, text: string, ...answeredBy: readonly (readonly Selector[])[]): Requirement {
  return { id, text, answeredBy: answeredBy.flat() }
}

/** The same condition on the findings of several controls, their ids separated by blanks. */
export function by(controls: string, where: Omit<Selector, 'control'> = {}): readonly Selector[] {
  return controls.split(' ').map((control) => ({ control, ...where }))
}
