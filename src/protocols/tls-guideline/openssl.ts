import guideline from '../../../third_party/mozilla-tls-guidelines/6.0.json' with { type: 'json' }

const { ciphers, tls_versions: versions } = guideline.configurations.intermediate

/** Mozilla's intermediate profile 6.0 in the words of programs that are built with OpenSSL. */
export const intermediate: Readonly<Record<'ciphers' | 'versions', readonly string[]>> = { ciphers: ciphers.openssl, versions }
