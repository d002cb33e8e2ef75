/** Encryption types by number (RFC 3961, RFC 3962, RFC 4757, RFC 6803, RFC 8009). */
const names: Readonly<Record<number, string>> = {
  1: 'des-cbc-crc',
  2: 'des-cbc-md4',
  3: 'des-cbc-md5',
  16: 'des3-cbc-sha1',
  17: 'aes128-cts-hmac-sha1-96',
  18: 'aes256-cts-hmac-sha1-96',
  19: 'aes128-cts-hmac-sha256-128',
  20: 'aes256-cts-hmac-sha384-192',
  23: 'arcfour-hmac',
  24: 'arcfour-hmac-exp',
  25: 'camellia128-cts-cmac',
  26: 'camellia256-cts-cmac',
}

/** RFC 6649 and RFC 8429 take DES, 3DES and RC4 out of use. */
export const weakTypes: readonly number[] = [23, 24, 16, 3, 2, 1]
export const allTypes: readonly number[] = [20, 19, 18, 17, 26, 25, ...weakTypes]

export function typeName(type: number): string {
  return names[type] ?? `type ${type}`
}
