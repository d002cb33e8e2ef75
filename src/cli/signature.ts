import type { KeyObject } from 'node:crypto'
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import type { SignatureReport } from '../model/report.ts'
import { canonicalJson } from '../protocols/canonical-json.ts'
import { boundedText } from './bounded.ts'

const howTo = 'make one with "openssl genpkey -algorithm ed25519 -out report-key.pem"; its public half: "openssl pkey -in report-key.pem -pubout"'

/** The key that `--sign` names: PEM, PKCS #8 (RFC 8410), without a passphrase, and nobody else's to read. */
export function signingKey(name: string, cwd: string): KeyObject {
  const path = resolve(cwd, name)
  const text = boundedText(path, `--sign ${name}`)
  const key = keyOf(() => createPrivateKey(text))
  if (key === undefined) throw refused(name, 'it is no private key in PEM without a passphrase', howTo)
  if (key.asymmetricKeyType !== 'ed25519') throw refused(name, `it is a key of another kind (${key.asymmetricKeyType ?? 'unknown'})`, howTo)
  if ((statSync(path).mode & 0o077) !== 0) throw refused(name, 'others may read it', `chmod 600 ${name}`)
  return key
}

/** The key that `report verify --key` names: PEM, the public half (or the whole). */
export function verifyingKey(name: string, cwd: string): KeyObject {
  const text = boundedText(resolve(cwd, name), `--key ${name}`)
  const key = keyOf(() => createPublicKey(text))
  if (key === undefined || key.asymmetricKeyType !== 'ed25519')
    throw new RingwallError('usage', `--key ${name}: it is no public Ed25519 key in PEM`, { hint: howTo })
  return key
}

function refused(name: string, why: string, hint: string): RingwallError {
  return new RingwallError('usage', `--sign ${name}: ${why}`, { hint })
}

function keyOf(read: () => KeyObject): KeyObject | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** What carries a signature: reports, and statements of what was changed. */
interface Signable {
  readonly schema: string
  readonly signature?: SignatureReport
}

/** Signs all of a report but the signature itself (RFC 8032, over canonical JSON). */
export function signed<T extends Signable>(report: T, key: KeyObject): Omit<T, 'signature'> & { readonly signature: SignatureReport } {
  const { signature, ...content } = report
  if (signature !== undefined) throw new Error('a report is signed once')
  const publicKey = createPublicKey(key)
  return {
    ...content,
    signature: {
      algorithm: 'Ed25519',
      key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      value: sign(undefined, bytesOf(report.schema, content), key).toString('base64'),
    },
  }
}

/** What is signed stands in front: a signature of one kind is none of another, nor of another use of the same key. */
function bytesOf(schema: string, content: unknown): Buffer {
  return Buffer.from(`${schema}\n${canonicalJson(content)}`, 'utf8')
}

/** As `ssh-keygen` shows keys: SHA-256 of the public half. */
export function fingerprintOf(key: KeyObject): string {
  return `SHA256:${createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64')
    .replace(/=+$/, '')}`
}

/** Whether the signature is of this content, and whose key it names; undefined where it names none. */
export function checkSignature(
  content: Readonly<Record<string, unknown>> & { readonly schema: string },
  signature: Partial<SignatureReport>,
): { readonly key: KeyObject; readonly holds: boolean } | undefined {
  const { algorithm, key: named, value } = signature
  if (algorithm !== 'Ed25519' || typeof named !== 'string' || typeof value !== 'string') return undefined
  const key = keyOf(() => createPublicKey({ key: Buffer.from(named, 'base64'), format: 'der', type: 'spki' }))
  if (key === undefined || key.asymmetricKeyType !== 'ed25519') return undefined
  return { key, holds: verify(undefined, bytesOf(content.schema, content), key, Buffer.from(value, 'base64')) }
}
