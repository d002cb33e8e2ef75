import type { Setting } from '../../model/setting.ts'
import type { Section, Value } from './sections.ts'
import { all } from './sections.ts'

/** Who asks: somebody without a name, or anybody who has logged in. */
export type Subject = 'anonymous' | 'users'

/** What an access rule gives, from where; `where` is absent for what the program does by itself. */
export interface Granted {
  readonly level: number
  readonly where?: Setting
}

/** From `none` on, each level holds those before it (slapd.access(5)). */
const levels = ['none', 'disclose', 'auth', 'compare', 'search', 'read', 'write', 'manage'] as const
export const reading: number = levels.indexOf('read')

interface Clause {
  readonly who: readonly string[]
  readonly level: number
  readonly goesOn: boolean
}

/**
 * The most that a subject gets on some entry of a database, or on one attribute of its entries. Rules of the frontend stand behind those of
 * the database; where there is none at all, everybody reads.
 */
export function grantedTo(subject: Subject, database: Section, frontend: readonly Section[], attribute?: string): Granted {
  const rules = [database, ...frontend].flatMap((section) => all(section, 'access'))
  if (rules.length === 0) return { level: reading }
  let most: Granted = { level: 0 }
  for (const rule of rules) {
    const { what, clauses } = partsOf(rule)
    if (!concerns(what, attribute)) continue
    const clause = clauses.find(({ who }) => fits(who, subject))
    if (clause !== undefined && clause.level > most.level) most = { level: clause.level, where: rule.setting }
    if (what.every((word) => word === '*' || /^attrs?=/i.test(word)) && clause?.goesOn !== true) break
  }
  return most
}

function partsOf({ words }: Value): { readonly what: readonly string[]; readonly clauses: readonly Clause[] } {
  const groups: string[][] = [[]]
  for (const word of words) {
    if (word.toLowerCase() === 'by') groups.push([])
    else groups.at(-1)?.push(word)
  }
  const [[, ...what] = [], ...rest] = groups
  return { what, clauses: rest.map(clauseOf) }
}

function clauseOf(words: readonly string[]): Clause {
  const control = /^(?:stop|continue|break)$/i.exec(words.at(-1) ?? '')?.[0].toLowerCase()
  const left = control === undefined ? words : words.slice(0, -1)
  const level = left.length > 1 ? levelOf(left.at(-1) ?? '') : undefined
  return { who: level === undefined ? left : left.slice(0, -1), level: level ?? 0, goesOn: control !== undefined && control !== 'stop' }
}

/** `read`, `selfwrite`, `=rscxd`, `+r`. */
function levelOf(word: string): number | undefined {
  const name = word.toLowerCase().replace(/^(?:real)?self(?=.)/, '')
  const named = (levels as readonly string[]).indexOf(name === 'add' || name === 'delete' ? 'write' : name === 'access' ? 'none' : name)
  if (named !== -1) return named
  const letters = /^[=+-]([mwazrscxd0]*)$/.exec(name)?.[1]
  if (letters === undefined) return undefined
  if (name.startsWith('-')) return 0
  return [/0/, /d/, /x/, /c/, /s/, /r/, /[waz]/, /m/].findLastIndex((letter) => letter.test(letters))
}

/** The tree's own root and the schema are no data. */
function concerns(what: readonly string[], attribute: string | undefined): boolean {
  if (what.some((word) => /^dn(?:\.\w+)?=(?:cn=(?:subschema|monitor).*)?$/i.test(word))) return false
  const named = what.find((word) => /^attrs?=/i.test(word))
  if (named === undefined) return true
  const names = named.slice(named.indexOf('=') + 1).split(',')
  return names.some((name) => name.toLowerCase() === (attribute ?? 'entry').toLowerCase())
}

/** A clause for some addresses, names or sockets alone says nothing about everybody. */
function fits(who: readonly string[], subject: Subject): boolean {
  const [first = '', ...others] = who.map((word) => word.toLowerCase())
  if (others.some((word) => /^(?:peername|sockname|domain|sockurl|set|group|dnattr)/.test(word))) return false
  return first === '*' || first === subject || first === 'dn=*' || first === 'dn.regex=.*'
}
