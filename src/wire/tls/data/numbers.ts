/** Numbers of RFC 8446 and RFC 5246, by the names that they have there. */
export const recordType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23, heartbeat: 24 } as const

export const messageType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  finished: 20,
  certificateStatus: 22,
} as const

/** IANA, "TLS ExtensionType Values". */
export const extensionType = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  alpn: 16,
  certificateTimestamp: 18,
  padding: 21,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  certificateAuthorities: 47,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const

export const versions = { ssl2: 0x0002, ssl3: 0x0300, tls10: 0x0301, tls11: 0x0302, tls12: 0x0303, tls13: 0x0304 } as const

const versionNames: ReadonlyMap<number, string> = new Map([
  [versions.ssl2, 'SSLv2'],
  [versions.ssl3, 'SSLv3'],
  [versions.tls10, 'TLSv1'],
  [versions.tls11, 'TLSv1.1'],
  [versions.tls12, 'TLSv1.2'],
  [versions.tls13, 'TLSv1.3'],
])

export function versionName(version: number): string {
  return versionNames.get(version) ?? `version 0x${version.toString(16)}`
}

/** Signalling values in the list of suites (RFC 5746, RFC 7507). */
export const signalling = { secureRenegotiation: 0x00ff, fallback: 0x5600 } as const

/** `random` of a ServerHello that is a HelloRetryRequest: SHA-256 of that word (RFC 8446, section 4.1.3). */
export const retryRandom: Buffer = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')
