import type { IniOptions } from '../formats/ini.ts'
import { parseIni } from '../formats/ini.ts'
import { parseJson } from '../formats/json.ts'
import type { Node, Problem, Scalar } from '../formats/node.ts'
import { entriesOf, isScalar, itemsOf, scalarText } from '../formats/node.ts'
import { parseToml } from '../formats/toml.ts'
import { parseYaml } from '../formats/yaml.ts'
import type { Gap } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import type { Document } from './documents.ts'
import { openDocument, settingAt } from './documents.ts'
import type { Lookup } from './rules.ts'

/** A settings file as a tree. */
export interface TreeDocument {
  readonly document: Document
  readonly root: Node
}

/** Asks one source after the other: the first that knows the key wins. */
export function layered(...lookups: readonly Lookup[]): Lookup {
  return (key) => {
    for (const lookup of lookups) {
      const found = lookup(key)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** The first of these files that is mounted, read by its ending: `.json`, `.toml`, else YAML. Faults become gaps. */
export function openTree(input: ComponentInput, paths: readonly string[], gaps: Gap[]): TreeDocument | undefined {
  for (const path of paths) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    const { root, problems } = parsed(document)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    if (root !== undefined) return { document, root }
  }
  return undefined
}

function parsed(document: Document): { readonly root: Node | undefined; readonly problems: readonly Problem[] } {
  if (document.path.endsWith('.json')) {
    const { value, problems } = parseJson(document.text)
    return { root: value, problems }
  }
  if (document.path.endsWith('.toml')) {
    const { value, problems } = parseToml(document.text)
    return { root: value, problems }
  }
  const { documents, problems } = parseYaml(document.text)
  return { root: documents[0], problems }
}

/** A scalar of a document as a setting; undefined for null and for anything that is no scalar. */
export function nodeSetting(document: Document, node: Node | undefined): Setting | undefined {
  const text = scalarText(node)
  return text === undefined || node === undefined ? undefined : withHoles(settingAt(document, text, node.span))
}

const hole = /[$#]\{[^{}]*\}|\$[A-Z][A-Z0-9_]{2,}\b|\$__(?:env|file)\{[^{}]*\}/

/** Variables that the program itself puts in when it reads the file are not known here. */
export function withHoles(setting: Setting): Setting {
  const text = hole.exec(setting.value)?.[0]
  if (text === undefined || setting.unresolved.length > 0) return setting
  return { ...setting, unresolved: [{ text, kind: 'variable', why: `${text} is put in when the program starts` }] }
}

/** Looks keys such as `server.http_listen_port` up in a tree, whether nested or written with dots. */
export function treeLookup(tree: TreeDocument | undefined): Lookup {
  return (key) => (tree === undefined ? undefined : nodeSetting(tree.document, at(tree.root, key)))
}

/** The texts under such a key: one for a scalar, many for a list. */
export function treeValues(tree: TreeDocument | undefined): (key: string) => readonly Setting[] {
  return (key) => (tree === undefined ? [] : scalarsOf(at(tree.root, key)).flatMap((node) => nodeSetting(tree.document, node) ?? []))
}

/** The last one counts where a key is written in both ways. */
function at(root: Node, key: string): Node | undefined {
  let found: Node | undefined
  for (const entry of entriesOf(root)) {
    if (entry.key === key) found = entry.value
    else if (key.startsWith(`${entry.key}.`)) found = at(entry.value, key.slice(entry.key.length + 1)) ?? found
  }
  return found
}

/** The texts of a scalar or of a list of scalars. */
export function scalarsOf(node: Node | undefined): readonly Scalar[] {
  if (isScalar(node)) return [node]
  return itemsOf(node).filter(isScalar)
}

/** Looks keys such as `section.key` up in an INI file; the last entry of a key counts. A file that is not mounted knows nothing. */
export function iniLookup(input: ComponentInput, path: string, style: IniOptions, gaps: Gap[]): Lookup {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return () => undefined
  const { entries, problems } = parseIni(document.text, style)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  const values = new Map<string, Setting>()
  for (const { section, key, value, keySpan, span } of entries) {
    const written = { line: keySpan.line, endLine: span.endLine }
    if (value !== undefined) values.set(`${section}.${key}`.toLowerCase(), withHoles(settingAt(document, value, written)))
  }
  return (key) => values.get(key.toLowerCase())
}
