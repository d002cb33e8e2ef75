/** Groups of key exchange. IANA, "TLS Supported Groups"; 25497 is draft-tls-westerbaan-xyber768d00-03, now out of use. */
export const groupNames: ReadonlyMap<number, string> = new Map([
  [1, 'sect163k1'],
  [2, 'sect163r1'],
  [3, 'sect163r2'],
  [4, 'sect193r1'],
  [5, 'sect193r2'],
  [6, 'sect233k1'],
  [7, 'sect233r1'],
  [8, 'sect239k1'],
  [9, 'sect283k1'],
  [10, 'sect283r1'],
  [11, 'sect409k1'],
  [12, 'sect409r1'],
  [13, 'sect571k1'],
  [14, 'sect571r1'],
  [15, 'secp160k1'],
  [16, 'secp160r1'],
  [17, 'secp160r2'],
  [18, 'secp192k1'],
  [19, 'secp192r1'],
  [20, 'secp224k1'],
  [21, 'secp224r1'],
  [22, 'secp256k1'],
  [23, 'secp256r1'],
  [24, 'secp384r1'],
  [25, 'secp521r1'],
  [26, 'brainpoolP256r1'],
  [27, 'brainpoolP384r1'],
  [28, 'brainpoolP512r1'],
  [29, 'x25519'],
  [30, 'x448'],
  [31, 'brainpoolP256r1tls13'],
  [32, 'brainpoolP384r1tls13'],
  [33, 'brainpoolP512r1tls13'],
  [256, 'ffdhe2048'],
  [257, 'ffdhe3072'],
  [258, 'ffdhe4096'],
  [259, 'ffdhe6144'],
  [260, 'ffdhe8192'],
  [512, 'MLKEM512'],
  [513, 'MLKEM768'],
  [514, 'MLKEM1024'],
  [4587, 'SecP256r1MLKEM768'],
  [4588, 'X25519MLKEM768'],
  [4589, 'SecP384r1MLKEM1024'],
  [25497, 'X25519Kyber768Draft00'],
])

/** Bits of security that a group gives, halved field sizes for curves (NIST SP 800-57 part 1, table 2). Absent: not weak. */
export const weakGroups: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 15, 16, 17, 18, 19])

/** Groups that TLS 1.3 knows (RFC 8446 4.2.7, RFC 8734, draft-ietf-tls-ecdhe-mlkem, draft-ietf-tls-mlkem). */
export const groupsOf13: readonly number[] = [4588, 4587, 4589, 25497, 29, 23, 24, 25, 30, 31, 32, 33, 256, 257, 258, 259, 260, 512, 513, 514]

/** Elliptic curves that TLS 1.0 to 1.2 know (RFC 8422, RFC 7027). */
export const curvesBefore13: readonly number[] = [
  29, 23, 24, 25, 30, 26, 27, 28, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
]

/** What a usual client offers. */
export const usualGroups: readonly number[] = [29, 23, 24, 25, 30, 26, 27, 28, 256, 257, 258]

/** Ways to sign. IANA, "TLS SignatureScheme". The first octet of the older ones is a digest: 1 is MD5, 2 is SHA-1. */
export const signatureNames: ReadonlyMap<number, string> = new Map([
  [0x0101, 'rsa_pkcs1_md5'],
  [0x0201, 'rsa_pkcs1_sha1'],
  [0x0202, 'dsa_sha1'],
  [0x0203, 'ecdsa_sha1'],
  [0x0301, 'rsa_pkcs1_sha224'],
  [0x0302, 'dsa_sha224'],
  [0x0303, 'ecdsa_sha224'],
  [0x0401, 'rsa_pkcs1_sha256'],
  [0x0402, 'dsa_sha256'],
  [0x0403, 'ecdsa_secp256r1_sha256'],
  [0x0501, 'rsa_pkcs1_sha384'],
  [0x0502, 'dsa_sha384'],
  [0x0503, 'ecdsa_secp384r1_sha384'],
  [0x0601, 'rsa_pkcs1_sha512'],
  [0x0602, 'dsa_sha512'],
  [0x0603, 'ecdsa_secp521r1_sha512'],
  [0x0804, 'rsa_pss_rsae_sha256'],
  [0x0805, 'rsa_pss_rsae_sha384'],
  [0x0806, 'rsa_pss_rsae_sha512'],
  [0x0807, 'ed25519'],
  [0x0808, 'ed448'],
  [0x0809, 'rsa_pss_pss_sha256'],
  [0x080a, 'rsa_pss_pss_sha384'],
  [0x080b, 'rsa_pss_pss_sha512'],
  [0x081a, 'ecdsa_brainpoolP256r1tls13_sha256'],
  [0x081b, 'ecdsa_brainpoolP384r1tls13_sha384'],
  [0x081c, 'ecdsa_brainpoolP512r1tls13_sha512'],
])

/** All of them, what is strong first: what the server signs with is not asked here. */
export const usualSignatures: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303,
  0x0301, 0x0402, 0x0502, 0x0602, 0x0203, 0x0201, 0x0202, 0x0101,
]
