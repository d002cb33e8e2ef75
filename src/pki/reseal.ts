import type { Cannot } from '../model/change.ts'
import { isJks } from '../protocols/certificates/jks.ts'
import { resealedJks } from './reseal-jks.ts'
import { resealedPkcs12 } from './reseal-pkcs12.ts'
import type { Random } from './types.ts'

/**
 * A keystore in its own form (JKS or PKCS #12) with the same keys and certificates under another password; or why that cannot be.
 * @param passwords that may open it or its keys
 */
export async function resealed(bytes: Uint8Array, passwords: readonly string[], password: string, random: Random): Promise<Uint8Array | Cannot> {
  return isJks(bytes) ? resealedJks(bytes, passwords, password, random) : resealedPkcs12(bytes, passwords, password, random)
}
