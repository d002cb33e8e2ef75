import { slapdWords } from '../../formats/slapd-conf.ts'
import type { Setting } from '../../model/setting.ts'

/** One value of one setting of slapd. */
export interface Value {
  readonly words: readonly string[]
  readonly setting: Setting
}

/** What holds for the whole server, or for one database; overlays stand with their database. */
export interface Section {
  readonly kind: 'global' | 'database'
  /** `mdb`, `frontend`, `config`; empty for the whole server. */
  readonly type: string
  readonly values: Map<string, Value[]>
  readonly overlays: string[]
}

/** Settings whose names differ in slapd.conf and cn=config by more than case and dashes. */
const names: ReadonlyMap<string, string> = new Map([
  ['directory', 'dbdirectory'],
  ['uri', 'dburi'],
  ['index', 'dbindex'],
  ['mode', 'dbmode'],
  ['maxsize', 'dbmaxsize'],
  ['checkpoint', 'dbcheckpoint'],
  ['disallow', 'disallows'],
  ['require', 'requires'],
  ['allow', 'allows'],
  ['backend', 'backend'],
])

/** Values that are one word, whatever stands in them (ARG_QUOTE of the program's tables). */
const whole: ReadonlySet<string> = new Set(['suffix', 'rootdn', 'rootpw', 'updatedn', 'schemadn', 'argsfile', 'pidfile'])

/** Every use adds to those before. */
const lists: ReadonlySet<string> = new Set([
  'access',
  'allows',
  'authzregexp',
  'dbindex',
  'disallows',
  'limits',
  'loglevel',
  'moduleload',
  'requires',
  'security',
  'suffix',
  'syncrepl',
  'updateref',
])

/** The name of a setting as both files have it: that of the attribute without `olc`, in lower case. */
export function settingName(written: string): string {
  const lower = written.toLowerCase()
  return names.get(lower) ?? lower.replaceAll(/[-_]/g, '')
}

export function attributeName(written: string): string | undefined {
  return /^olc/i.test(written) ? written.slice(3).toLowerCase() : undefined
}

export function add(section: Section, name: string, value: Value): void {
  const before = section.values.get(name) ?? []
  section.values.set(name, lists.has(name) ? [...before, value] : [value])
}

/** The words of one value; the number in front that keeps them in order is no part of it. */
export function wordsOf(name: string, text: string): readonly string[] {
  const bare = name === 'rootpw' ? text : text.replace(/^\{-?\d+\}/, '')
  return whole.has(name) && !bare.startsWith('"') ? [bare] : slapdWords(bare)
}

export function newSection(kind: Section['kind'], type: string): Section {
  return { kind, type, values: new Map(), overlays: [] }
}

export function last(section: Section | undefined, name: string): Value | undefined {
  return section?.values.get(name)?.at(-1)
}

export function all(section: Section | undefined, name: string): readonly Value[] {
  return section?.values.get(name) ?? []
}
