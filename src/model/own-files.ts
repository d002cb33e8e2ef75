/** Where a program finds the files that are put beside it: a folder of its own. */
export const ownFolder = '/etc/ringwall'

/** Its certificate with those that lead to the authority, the key, whom it trusts, and what its own health check shows it. */
export const ownFiles: Readonly<Record<'certificate' | 'key' | 'authority' | 'healthCertificate' | 'healthKey', string>> = {
  certificate: `${ownFolder}/tls.crt`,
  key: `${ownFolder}/tls.key`,
  authority: `${ownFolder}/ca.crt`,
  healthCertificate: `${ownFolder}/health.crt`,
  healthKey: `${ownFolder}/health.key`,
}
