import type { Place } from './place.ts'

/** A value and its whole chain: the first place is where the effective value is written, the rest led to it. */
export interface Traced<T> {
  readonly value: T
  readonly trail: readonly Place[]
}

/**
 * A text value as the program will see it. Where a part could not be resolved (a variable without a value,
 * a `<placeholder>`), that part stays literally in `value` and `unresolved` says why.
 */
export interface Setting extends Traced<string> {
  readonly unresolved: readonly Unresolved[]
}

export interface Unresolved {
  /** The literal text left in the value, such as `${DB_PASSWORD}` or `<db-password>`. */
  readonly text: string
  readonly kind: 'variable' | 'placeholder' | 'required' | 'file'
  readonly why: string
}

/** A setting whose value is written as it is. */
export function setting(value: string, ...trail: readonly Place[]): Setting {
  return { value, trail, unresolved: [] }
}

/** True when nothing in the value is left open. */
export function isResolved(value: Setting): boolean {
  return value.unresolved.length === 0
}

/** The same setting with another text, for a part cut out of it: holes that the part does not hold are dropped. */
export function withText(from: Setting, value: string): Setting {
  return { value, trail: from.trail, unresolved: from.unresolved.filter((hole) => value.includes(hole.text)) }
}
