import { X509Certificate } from 'node:crypto'

/** Certificates are few and requests many: what one says is kept. */
const most = 1000

/** Reads the SPIFFE ID of a certificate as nginx escapes it (`$ssl_client_escaped_cert`), or of its DER in base64; undefined where it has none, or more than one. */
export function workerReader(): (escaped: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (escaped) => {
    if (known.has(escaped)) return known.get(escaped)
    const id = spiffeIdOf(escaped)
    if (known.size >= most) known.clear()
    known.set(escaped, id)
    return id
  }
}

function spiffeIdOf(escaped: string): string | undefined {
  try {
    const pem = decodeURIComponent(escaped)
    const names = new X509Certificate(pem.startsWith('-----') ? pem : Buffer.from(pem, 'base64')).subjectAltName ?? ''
    const ids = names.split(', ').flatMap((name) => /^URI:(?<id>spiffe:\/\/[^",\s]+)$/.exec(name)?.groups?.['id'] ?? [])
    return ids.length === 1 ? ids[0] : undefined
  } catch {
    return undefined
  }
}
