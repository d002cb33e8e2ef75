import { X509Certificate } from 'node:crypto'

/** Bytes as text (RFC 7468). */
export function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .match(/.{1,64}/g)
  return [`-----BEGIN ${label}-----`, ...(lines ?? []), `-----END ${label}-----`, ''].join('\n')
}

/** All certificates of PEM text, each as PEM of its own. */
export function certificateBlocks(text: string): readonly string[] {
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((block) => `${block}\n`)
}

/** The same, read. */
export function certificatesIn(text: string): readonly X509Certificate[] {
  return certificateBlocks(text).map((block) => new X509Certificate(block))
}
