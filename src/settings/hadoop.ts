import type { HadoopProperty } from '../formats/hadoop-xml.ts'
import { parseHadoopXml } from '../formats/hadoop-xml.ts'
import type { Gap } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import type { Document } from './documents.ts'
import { openDocument, placeAt, settingAt } from './documents.ts'
import type { Lookup } from './rules.ts'

/** Settings of Hadoop-style XML files as its Configuration class gives them to a program (Hadoop 2.x and 3.x). */
export interface HadoopSettings {
  /** The value in force, its `${name}` replaced. */
  readonly get: Lookup
  readonly names: readonly string[]
  /** Values that refer to a property which no file defines: the program sees the text `${name}`. */
  readonly dangling: readonly Dangling[]
  /** Values that an earlier file forbids by `<final>`. */
  readonly blocked: readonly { readonly key: string; readonly trail: readonly Place[] }[]
  /** Files that were there, in their order. */
  readonly documents: readonly Document[]
}

export interface Dangling {
  readonly key: string
  readonly reference: string
  readonly trail: readonly Place[]
}

/** A file that includes itself is an error in Java; many files that include many are a bomb. */
const mostIncludes = 50

/** Replacements in one value: Configuration.MAX_SUBST. */
const mostReplacements = 20

/** A later file wins over an earlier one, unless that made the property final. `properties`: system properties of the JVM, which win over the files'. */
export function hadoopSettings(input: ComponentInput, paths: readonly string[], gaps: Gap[], properties: Lookup = () => undefined): HadoopSettings {
  const raw = new Map<string, Setting>()
  const finals = new Set<string>()
  const blocked: { key: string; trail: readonly Place[] }[] = []
  const documents: Document[] = []
  let includes = 0
  for (const path of paths) load(path, [])
  const values = new Map([...raw].map(([key, value]) => [key, expand(value, (name) => properties(name) ?? raw.get(name))]))
  return { get: (key) => values.get(key)?.setting, names: [...raw.keys()], dangling: danglingIn(values), blocked, documents }

  function load(path: string, outer: readonly string[]): void {
    const document = openDocument(input, path, gaps)
    if (document === undefined) return
    if (outer.length === 0) documents.push(document)
    const file = parseHadoopXml(document.text)
    for (const { line, message } of file.problems) gaps.push({ why: message, place: { file: document.file, line } })
    const parts = [...file.properties, ...file.includes].toSorted((a, b) => a.span.start - b.span.start)
    for (const part of parts) {
      if ('name' in part) {
        define(document, part)
        continue
      }
      const next = beside(path, part.href)
      if (/^[a-z]+:/i.test(part.href) || next === path || outer.includes(next) || ++includes > mostIncludes)
        gaps.push({ why: 'an included file is not read', place: placeAt(document, part.span) })
      else load(next, [...outer, path])
    }
  }

  function define(document: Document, { name, value, final, span }: HadoopProperty): void {
    const setting = settingAt(document, value.trim(), span)
    if (finals.has(name)) blocked.push({ key: name, trail: setting.trail })
    else raw.set(name, setting)
    if (final) finals.add(name)
  }
}

function beside(path: string, href: string): string {
  return href.startsWith('/') ? href : path.slice(0, path.lastIndexOf('/') + 1) + href
}

interface Expanded {
  readonly setting: Setting
  /** The name that nobody defines. */
  readonly unbound?: string
}

/** Replaces references from the left; the first that nobody defines ends it, and later ones stay as well. */
function expand(value: Setting, lookup: Lookup): Expanded {
  let text = value.value
  const trail = [...value.trail]
  for (let count = 0; ; count++) {
    const reference = /\$\{[^}$ ]{1,200}\}/.exec(text)
    if (reference === null) return { setting: { value: text, trail, unresolved: value.unresolved } }
    const name = reference[0].slice(2, -1)
    const found = count < mostReplacements ? lookup(name) : undefined
    if (found === undefined) {
      const why = count < mostReplacements ? `no file defines ${name}` : 'its references lead in a circle'
      const unresolved = [...value.unresolved, { text: reference[0], kind: 'variable' as const, why }]
      const isOfJvm = /^(?:env|java|user|os|file|line|path|hadoop\.log|hadoop\.home|hadoop\.id)\b/.test(name)
      return { setting: { value: text, trail, unresolved }, ...(isOfJvm ? {} : { unbound: name }) }
    }
    text = text.slice(0, reference.index) + found.value + text.slice(reference.index + reference[0].length)
    trail.push(...found.trail.slice(0, 1))
  }
}

function danglingIn(values: ReadonlyMap<string, Expanded>): readonly Dangling[] {
  return [...values].flatMap(([key, { setting, unbound }]) =>
    unbound === undefined ? [] : [{ key, reference: unbound, trail: setting.trail.slice(0, 1) }],
  )
}
