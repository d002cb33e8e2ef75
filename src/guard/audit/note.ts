import type { KeyObject } from 'node:crypto'
import { createHash, createPublicKey, sign, verify } from 'node:crypto'

// C2SP signed-note: a text, an empty line, and lines "- NAME BASE64" with an em dash; base64 of four bytes of the key's id and the signature

const dash = '\u2014'
/** Of Ed25519 among the kinds of signatures. */
const algorithm = 1

/** Whose signatures count. */
export interface Verifier {
  readonly name: string
  readonly key: KeyObject
}

/** A name stands between blanks in a line, and before a plus in a key. */
export function isNoteName(name: string): boolean {
  return /^[\x21-\x2a\x2c-\x7e]{1,128}$/.test(name)
}

export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const id = keyId(name, rawOf(createPublicKey(privateKey)))
  const signature = Buffer.concat([id, sign(undefined, Buffer.from(text, 'utf8'), privateKey)])
  return `${text}\n${dash} ${name} ${signature.toString('base64')}\n`
}

/** The text of a note that this key signed; undefined where it did not. Signatures of others (witnesses) may stand beside. */
export function openNote(note: string, { name, key }: Verifier): string | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end === -1 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, end + 1)
  const id = keyId(name, rawOf(key))
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [mark, by, value, ...more] = line.split(' ')
    if (mark !== dash || by !== name || value === undefined || more.length > 0) continue
    const bytes = Buffer.from(value, 'base64')
    if (bytes.length !== 68 || bytes.toString('base64') !== value || !bytes.subarray(0, 4).equals(id)) continue
    if (verify(undefined, Buffer.from(text, 'utf8'), key, bytes.subarray(4))) return text
  }
  return undefined
}

/** `NAME+ID+KEY`, as other tools for such notes take it. */
export function verifierText({ name, key }: Verifier): string {
  const raw = rawOf(key)
  return `${name}+${keyId(name, raw).toString('hex')}+${Buffer.concat([Buffer.of(algorithm), raw]).toString('base64')}`
}

export function parseVerifier(text: string): Verifier | undefined {
  const [name = '', id = '', encoded = '', ...more] = splitKey(text.trim())
  const bytes = Buffer.from(encoded, 'base64')
  if (more.length > 0 || !isNoteName(name) || bytes.length !== 33 || bytes[0] !== algorithm) return undefined
  const raw = bytes.subarray(1)
  if (keyId(name, raw).toString('hex') !== id) return undefined
  return { name, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' }) }
}

/** Base64 may hold a plus, too. */
function splitKey(text: string): readonly string[] {
  const first = text.indexOf('+')
  const second = text.indexOf('+', first + 1)
  return first === -1 || second === -1 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)]
}

function keyId(name: string, raw: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.of(algorithm)).update(raw).digest().subarray(0, 4)
}

function rawOf(key: KeyObject): Buffer {
  const { x } = key.export({ format: 'jwk' })
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) throw new TypeError('a key of notes is one of Ed25519')
  return Buffer.from(x, 'base64url')
}
