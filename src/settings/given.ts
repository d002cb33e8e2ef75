import type { Setting } from '../model/setting.ts'
import type { SecretVariable } from './environment.ts'

/**
 * True when the value is not empty, undefined when that depends on a variable without a value. What a file holds, a placeholder and
 * a required variable count as given: the program does not start without them.
 */
export function given(value: Setting | undefined): boolean | undefined {
  if (value === undefined) return false
  let rest = value.value
  for (const { text } of value.unresolved) rest = rest.replace(text, '')
  if (rest.trim() !== '') return true
  if (value.unresolved.length === 0) return false
  return value.unresolved.some(({ kind }) => kind !== 'variable') ? true : undefined
}

/** The secret, unless it is certainly empty. */
export function filled(secret: SecretVariable | undefined): SecretVariable | undefined {
  return secret === undefined || given(secret.value) === false ? undefined : secret
}

/** True when the component has the value and it is not empty; a hole counts as a value. */
export function isGiven(value: Setting | undefined): value is Setting {
  return value !== undefined && value.value.trim() !== ''
}
