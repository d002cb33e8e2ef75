import { isIP } from 'node:net'
import { keyedHash } from '../../protocols/keyed-hash.ts'
import { redact } from '../../protocols/redact.ts'

declare const kind: unique symbol

/** A name that the guard or its directory gave: of an account, a route, a rule, a key. One line of printable characters without a secret in it. */
export type Label = string & { readonly [kind]: 'label' }
/** A value that somebody sent, which may be anything: only its keyed hash stands in an event. Equal values have equal hashes. */
export type Hashed = string & { readonly [kind]: 'hashed' }
/** IP address, or `local` for a peer without one. */
export type Address = string & { readonly [kind]: 'address' }
/** UTC, RFC 3339 with milliseconds. */
export type Instant = string & { readonly [kind]: 'instant' }

/** Characters of a label. */
const longest = 128
const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u
/** What reorders or hides text for who reads it (Unicode UAX 9, bidirectional controls) is of none of the classes above but `%` and these. */
const reserved = /[%"\\]/u

/**
 * A label of any text: what is not printable, and `%`, stands as `%41;` (its code point), so that no line break, escape sequence or
 * reordering gets into a log or onto a terminal. What looks like a credential is not shown at all.
 */
export function label(given: string): Label {
  if (plain.test(given)) return given as Label
  const before = labels.get(given)
  if (before !== undefined) return before
  const made = labelOf(given)
  if (labels.size >= mostLabels) labels.clear()
  // no credential stays here
  if (given.length <= longest && made !== hidden) labels.set(given, made)
  return made
}

const hidden = '%hidden;' as Label

/** Names of routes, rules and people come again and again, and to look for a credential in one is dear. */
const labels = new Map<string, Label>()
const mostLabels = 5000

function labelOf(given: string): Label {
  const text = given.slice(0, 512)
  if (redact(text) !== text || keyForm.test(text)) return hidden
  let made = ''
  for (const character of text) {
    const next = printable.test(character) && !reserved.test(character) ? character : `%${character.codePointAt(0)!.toString(16)};`
    if (made.length + next.length > longest) return `${made}%cut;` as Label
    made += next
  }
  return made as Label
}

/** Names as most are: too short for a credential, and no assignment. */
const plain = /^[A-Za-z0-9._@-]{1,23}$/
/** The guard's own keys, tokens that carry claims, and keys in PEM. */
const keyForm = /gk_[a-z0-9]+_[0-9A-Za-z]{20,}|eyJ[\w-]{8,}\.[\w-]+\.|-----BEGIN/

export function isLabel(value: unknown): value is Label {
  if (typeof value !== 'string') return false
  return plain.test(value) || (value.length <= longest + 5 && !keyForm.test(value) && /^[^\p{C}\p{Zl}\p{Zp}"\\]*$/u.test(value))
}

/** Makes hashes that only who has the secret can make again: HMAC-SHA-256, 132 bits of it. */
export function hasher(secret: Uint8Array): (value: string) => Hashed {
  if (secret.byteLength < 32) throw new Error('the secret of the keyed hashes has at least 32 bytes')
  const keyed = keyedHash(secret)
  return (value) => `h:${keyed(value).slice(0, 22)}` as Hashed
}

export function isHashed(value: unknown): value is Hashed {
  return typeof value === 'string' && /^h:[\w-]{22}$/.test(value)
}

export function address(text: string | undefined): Address {
  return (text !== undefined && isIP(text) !== 0 && !text.includes('%') ? text.toLowerCase() : 'local') as Address
}

export function isAddress(value: unknown): value is Address {
  return typeof value === 'string' && (value === 'local' || (isIP(value) !== 0 && !value.includes('%')))
}

/**
 * A host name as somebody asked for it. A part of it that is long or looks random may carry data out: it stands as a keyed hash, `~` in front.
 */
export function host(text: string, hash: (value: string) => Hashed): Label {
  if (isIP(text) !== 0) return address(text) as string as Label
  const parts = text.toLowerCase().replace(/\.$/, '').split('.')
  return label(
    parts
      .map((part) => (mayCarry(part) ? `~${hash(part).slice(2)}` : part))
      .slice(-6)
      .join('.'),
  )
}

/** Hosts of people's own making are words with some digits; this is the shape of encoded data. */
function mayCarry(part: string): boolean {
  const digits = part.replace(/\D/g, '').length
  return part.length > 24 || (part.length > 10 && digits > 3) || !/^[a-z0-9_-]*$/.test(part)
}

export function instant(date: Date): Instant {
  const at = date.getTime()
  if (at !== latest.at) latest = { at, text: date.toISOString() as Instant }
  return latest.text
}

/** What happens in one millisecond is written down with the same text. */
let latest: { readonly at: number; readonly text: Instant } = { at: 0, text: '1970-01-01T00:00:00.000Z' as Instant }

export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value))
}
