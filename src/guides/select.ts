import type { Selector } from '../model/guide.ts'

/** The same condition on the findings of several controls, their ids separated by blanks. */
export function by(controls: string, where: Omit<Selector, 'control'> = {}): readonly Selector[] {
  return controls.split(' ').map((control) => ({ control, ...where }))
}

/** Findings that violate the row, where their absence does not show that it is met. */
export function against(controls: string, where: Omit<Selector, 'control' | 'refutes'> = {}): readonly Selector[] {
  return by(controls, { ...where, refutes: true })
}
