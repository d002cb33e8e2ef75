import { createHash } from 'node:crypto'
import type { Strength } from '../model/vocabulary.ts'
import { commonWords } from './common-passwords.ts'
import { decodePercent } from './connection-parameters.ts'
import { hasHole, isAllHole } from './holes.ts'
import { publishers } from './known-values.ts'
import { publisherOfKey } from './published-keys.ts'

export interface StrengthContext {
  readonly user?: string
  /** Names that an attacker tries: database, component, product. */
  readonly names?: readonly string[]
}

export interface StrengthJudgement {
  readonly strength: Strength
  /** For `known`: who published it; for `weak`: what is wrong with it. Never the value. */
  readonly because?: string
}

const fewestCharacters = 12
const strongBits = 60

const placeholder =
  /(?:change|replace|insert|enter|set|put|add|fill|edit|modify|update)[-_ .]?(?:me|this|it|in|your|here|value|with|please|before|after|to)|(?:your|my|some|example|sample|dummy|default|insecure|unsafe)[-_ .](?:[a-z0-9]+[-_ .]){0,6}(?:secret|password|passwd|pass|key|token|salt|phrase|string|value|here)|(?:secret|password|key|token)[-_ .](?:here|goes|placeholder)|not[-_ ]?(?:so[-_ ]?)?(?:secret|secure)|^todo|^fixme|placeholder|^x{4,}$|^\*{3,}$|^\.{3,}$/i

/** Words that no product has for itself. */
const stockPhrase = /^(?:please)?[-_ ]?change[-_ ]?(?:me|it|this)$/i

/** Says how much a secret withstands guessing by somebody who knows the products and their manuals. */
export function strengthOf(value: string, context: StrengthContext = {}): StrengthJudgement {
  if (value.trim() === '') return { strength: 'empty' }
  // a placeholder that nobody replaced is a value all the same; a variable is one that nobody knows
  if (hasHole(value)) {
    if (/^<[^<>]*>$/.test(value.trim())) return { strength: 'weak', because: 'it is a placeholder' }
    if (isAllHole(value) || value.includes('${')) return { strength: 'unknown', because: 'its value is not written here' }
  }
  if (value.length > 65536) return { strength: 'strong' }
  const publisher = publisherOf(value)
  if (publisher !== undefined) return { strength: 'known', because: stockPhrase.test(value) ? 'what many manuals write' : publisher }
  if (value.startsWith('django-insecure-')) return { strength: 'weak', because: 'Django marks it as insecure' }
  const lower = value.toLowerCase()
  if (commonWords.has(lower)) return { strength: 'known', because: 'lists of common passwords' }
  if (placeholder.test(value.slice(0, 200))) return { strength: 'weak', because: 'it is a placeholder' }
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, '')
  const unleeted = unleet(lower).replace(/^[^a-z]+|[^a-z]+$/g, '')
  if (context.user !== undefined && sameWord(context.user, lower, core)) return { strength: 'weak', because: 'it is the user name' }
  if (context.names?.some((name) => sameWord(name, lower, core)) === true) return { strength: 'weak', because: 'it is a name that is known' }
  if (commonWords.has(core) || commonWords.has(unleeted)) return { strength: 'weak', because: 'it is a common word with digits or signs' }
  const words = lower.split(/[^a-z]+/).filter((word) => word !== '')
  if (words.length > 0 && value.length < 40 && words.every((word) => commonWords.has(word)))
    return { strength: 'weak', because: 'it is made of common words' }
  if (isRepeated(lower)) return { strength: 'weak', because: 'it repeats itself' }
  if (isRun(lower)) return { strength: 'weak', because: 'it is a run of neighbouring keys or characters' }
  if (value.length < fewestCharacters) return { strength: 'weak', because: `it has fewer than ${fewestCharacters} characters` }
  return { strength: bitsOf(value) >= strongBits ? 'strong' : 'fair' }
}

/** Rough upper estimate: length times the size of the alphabet in use, less for few different characters. */
function bitsOf(value: string): number {
  const distinct = new Set(value).size
  let alphabet = 0
  if (/^[0-9a-f-]+$/i.test(value)) alphabet = /[a-f]/i.test(value) ? 16 : 10
  else {
    if (/[a-z]/.test(value)) alphabet += 26
    if (/[A-Z]/.test(value)) alphabet += 26
    if (/\d/.test(value)) alphabet += 10
    if (/[^A-Za-z0-9]/.test(value)) alphabet += 20
  }
  // words of one case carry about two bits a letter
  const perCharacter = /^[a-z]+(?:[-_ .][a-z]+)*$/i.test(value) ? 2.5 : Math.min(Math.log2(Math.max(alphabet, 2)), Math.log2(distinct) + 1)
  return value.length * perCharacter
}

/** The value itself, and what it decodes to, against the published ones. */
function publisherOf(value: string): string | undefined {
  for (const form of [value, value.trim(), decodePercent(value), ...decoded(value)]) {
    const found = publishers.get(createHash('sha256').update(form).digest('hex'))
    if (found !== undefined) return found
  }
  return publisherOfKey(value) ?? decoded(value).flatMap((text) => publisherOfKey(text) ?? [])[0]
}

function decoded(value: string): string[] {
  const result: string[] = []
  if (value.length >= 8 && value.length <= 8192) {
    if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) result.push(Buffer.from(value, 'base64').toString('utf8'))
    if (value.length % 2 === 0 && /^[0-9a-f]+$/i.test(value)) result.push(Buffer.from(value, 'hex').toString('utf8'), value.toLowerCase())
  }
  return result
}

function sameWord(name: string, lower: string, core: string): boolean {
  const word = name.toLowerCase()
  if (word.length < 2) return false
  if (lower === word || core === word) return true
  return lower.startsWith(word) && /^[^a-z]*(?:pass|password|pwd|secret|admin|user)?[^a-z]{0,6}$/.test(lower.slice(word.length))
}

const leet: ReadonlyMap<string, string> = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
])

function unleet(text: string): string {
  let result = ''
  const end = text.replace(/[\d!@$#*?.]+$/, '').length
  for (let index = 0; index < text.length; index++) result += index < end ? (leet.get(text[index] ?? '') ?? text[index]) : text[index]
  return result
}

/** One unit of up to eight characters, over and over. */
function isRepeated(text: string): boolean {
  for (let size = 1; size <= 8 && size * 2 <= text.length; size++) {
    if (text.slice(size) === text.slice(0, -size)) return true
  }
  return false
}

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '98765432109876543210',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  '0123456789abcdef',
]

function isRun(text: string): boolean {
  return text.length >= 4 && rows.some((row) => (row + row).includes(text))
}
