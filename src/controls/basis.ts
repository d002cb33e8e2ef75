import type { Failed } from '../model/control.ts'
import type { Basis } from '../model/fact.ts'

/** What a finding rests on, of the claim that decided: a product's default is in force without being written. */
export function basisOf(basis: Basis): NonNullable<Failed['basis']> {
  if (basis === 'default') return 'effective'
  return basis === 'observed' ? 'observed' : 'configured'
}
