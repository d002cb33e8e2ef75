import type { Place } from '../../model/place.ts'
import type { Unresolved } from '../../model/setting.ts'

/** A variable that has a value, with the line that gives it. */
export interface Variable {
  readonly value: string
  readonly trail: readonly Place[]
  readonly unresolved: readonly Unresolved[]
}

export type Lookup = (name: string) => Variable | undefined

export interface Interpolated {
  readonly text: string
  /** Lines of the variables that were put in, first things first. */
  readonly trail: readonly Place[]
  readonly unresolved: readonly Unresolved[]
  /** The text is variables and nothing else: it is written where they are. */
  readonly whole: boolean
  /** What is malformed; the text is then left as it was at that spot. */
  readonly problems: readonly string[]
}

interface Work {
  readonly lookup: Lookup
  readonly trail: Place[]
  readonly unresolved: Unresolved[]
  readonly problems: string[]
  literal: boolean
}

/** Nested defaults deeper than this are an attack, not a configuration. */
const deepest = 20
/** Characters; variables that hold variables that hold variables multiply. */
const longest = 1_000_000

/**
 * Puts variables into a text as Compose does (compose-go v2.6 `template`): `$V`, `${V}`, `${V:-word}`, `${V-word}`,
 * `${V:?text}`, `${V?text}`, `${V:+word}`, `${V+word}`, nested, and `$$` for a dollar sign. A variable without a value stays as it is written.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  if (!text.includes('$')) return { text, trail: [], unresolved: [], whole: false, problems: [] }
  const work: Work = { lookup, trail: [], unresolved: [], problems: [], literal: false }
  const result = substitute(text, work, 0)
  return { text: result, trail: work.trail, unresolved: work.unresolved, whole: !work.literal, problems: work.problems }
}

function substitute(text: string, work: Work, depth: number): string {
  let out = ''
  let at = 0
  for (;;) {
    const dollar = text.indexOf('$', at)
    const before = text.slice(at, dollar === -1 ? undefined : dollar)
    if (before !== '') work.literal = true
    out += before
    if (dollar === -1) return out
    if (out.length > longest) {
      work.problems.push('the value grows beyond a million characters')
      return out
    }
    const next = text[dollar + 1]
    if (next === '$') {
      out += '$'
      work.literal = true
      at = dollar + 2
    } else if (next === '{') {
      const end = closingBrace(text, dollar + 1)
      const whole = end === -1 ? text.slice(dollar) : text.slice(dollar, end + 1)
      out += end === -1 ? malformed(whole, work) : braced(whole, work, depth)
      at = dollar + whole.length
    } else {
      const name = nameAt(text, dollar + 1)
      out += name === '' ? '$' : plain(name, `$${name}`, work)
      at = dollar + 1 + name.length
    }
  }
}

/** `whole` is `${...}`. */
function braced(whole: string, work: Work, depth: number): string {
  const name = nameAt(whole, 2)
  const rest = whole.slice(2 + name.length, -1)
  const operator = /^:?[-?+]/.exec(rest)?.[0]
  if (name === '' || (operator === undefined && rest !== '')) return malformed(whole, work)
  if (operator === undefined) return plain(name, whole, work)
  if (depth >= deepest) return malformed(whole, work)
  const word = rest.slice(operator.length)
  const variable = work.lookup(name)
  const given = variable !== undefined && (operator[0] !== ':' || variable.value !== '')
  switch (operator.at(-1)) {
    case '-':
      return given ? take(variable, work) : substitute(word, work, depth + 1)
    case '+':
      return given ? substitute(word, work, depth + 1) : variable === undefined ? '' : take(variable, work)
    default: {
      if (given) return take(variable, work)
      const state = variable === undefined ? 'has no value' : 'is empty'
      work.unresolved.push({ text: whole, kind: 'required', why: `${name} is required and ${state}` })
      return whole
    }
  }
}

function plain(name: string, written: string, work: Work): string {
  const variable = work.lookup(name)
  if (variable !== undefined) return take(variable, work)
  work.unresolved.push({ text: written, kind: 'variable', why: `${name} has no value in the files` })
  return written
}

function take(variable: Variable, work: Work): string {
  work.trail.push(...variable.trail)
  work.unresolved.push(...variable.unresolved)
  return variable.value
}

function malformed(written: string, work: Work): string {
  const shown = written.length > 40 ? `${written.slice(0, 40)}...` : written
  work.problems.push(`malformed variable \`${shown.replaceAll(/\s+/g, ' ')}\`; a plain dollar sign is written $$`)
  return written
}

function nameAt(text: string, from: number): string {
  let end = from
  while (end < text.length && isNameCharacter(text.charCodeAt(end), end > from)) end++
  return text.slice(from, end)
}

function isNameCharacter(code: number, digits: boolean): boolean {
  return code === 95 || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (digits && code >= 48 && code <= 57)
}

function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}
