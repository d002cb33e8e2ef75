/** Where a program finds the files that are put beside it: a folder of its own. */
export const ownFolder = '/etc/ringwall'

/** Its certificate with those that lead to the authority, the key, and whom it trusts. */
export const ownFiles: Readonly<Record<'certificate' | 'key' | 'authority', string>> = {
  certificate: `${ownFolder}/tls.crt`,
  key: `${ownFolder}/tls.key`,
  authority: `${ownFolder}/ca.crt`,
}
