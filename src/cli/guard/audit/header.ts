import { RingwallError } from '../../../model/error.ts'
import type { Io } from '../../io.ts'
import { secretFrom } from '../../secret-source.ts'

/** The value of a header by its source. @param where the option or place, for errors */
export function headerValue(source: string, where: string, io: Io): string {
  const value = secretFrom(source, where, io)
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new RingwallError('usage', `${where}: its value has characters that a header may not have`)
  return value
}
