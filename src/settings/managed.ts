import type { Setting } from '../model/setting.ts'
import { strengthOf } from '../protocols/strength.ts'
import { isGiven } from './given.ts'

/** What stands in the settings is no secret where a key management service holds it: a cipher text, or a path into a vault. */
export function sealed(value: Setting | undefined, isManaged: boolean): Setting | undefined {
  if (!isManaged || !isGiven(value) || isPlain(value)) return value
  return {
    ...value,
    unresolved: [{ text: '<secret>', kind: 'placeholder', why: 'it comes from the key management service when the program starts' }],
  }
}

/** A value that is published or guessed at once is no cipher text, whatever the settings say. */
export function isPlain(value: Setting): boolean {
  return ['known', 'weak'].includes(strengthOf(value.value).strength)
}
