import type { Node } from '../../formats/node.ts'
import { entriesOf, itemsOf, scalarText } from '../../formats/node.ts'
import type { XmlElement } from '../../formats/xml.ts'
import { parseXml } from '../../formats/xml.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

/** An element of the merged configuration. */
export interface Element {
  readonly name: string
  /** The text; empty where it only holds others. */
  readonly value: Setting
  readonly children: readonly Element[]
}

interface Written extends Element {
  readonly children: readonly Written[]
  /** What tells it from others of its name, without the words for merging. */
  readonly mark: string
  readonly how: 'merge' | 'replace' | 'remove'
}

export interface Merged {
  readonly root: Element | undefined
  /** The main file is there. */
  readonly isWhole: boolean
  /** Names that a file takes away from a main file that is not there. */
  readonly removed: ReadonlySet<string>
}

/**
 * Reads a main file and the folders beside it (`config.xml`, `config.d/*.xml`), as ClickHouse 22 to 25 merges them: by name, one after the
 * other, with `replace` and `remove` ("Configuration files" of its manual).
 */
export function mergedConfiguration(input: ComponentInput, main: string, gaps: Gap[]): Merged {
  const stem = main.replace(/\.\w+$/, '')
  const bases = [`${stem}.xml`, `${stem}.yaml`, `${stem}.yml`].flatMap((path) => openDocument(input, path, gaps) ?? []).slice(0, 1)
  const folders = [`${stem}.d`, `${stem.slice(0, stem.lastIndexOf('/'))}/conf.d`]
  const parts = folders
    .flatMap((folder) => input.list(folder).map((name) => ({ name, path: `${folder}/${name}` })))
    .filter(({ name }) => /\.(?:xml|conf|ya?ml)$/.test(name) && !name.startsWith('.'))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path }) => openDocument(input, path, gaps) ?? [])
  let merged: Written | undefined
  const removed = new Set<string>()
  for (const document of [...bases, ...parts]) {
    const root = parsed(input, document, gaps)
    if (root === undefined) continue
    for (const { name, how } of root.children) if (how === 'remove') removed.add(name)
    merged = { ...(merged ?? root), children: merge(merged?.children ?? [], root.children) }
  }
  return { root: merged, isWhole: bases.length > 0, removed }
}

/** Each element of the later file takes the place of, or joins, the first of its name and attributes that is left. */
function merge(base: readonly Written[], later: readonly Written[]): readonly Written[] {
  const found = [...base]
  const waiting = new Map<string, number[]>()
  for (const [index, { mark }] of base.entries()) waiting.set(mark, [...(waiting.get(mark) ?? []), index])
  const gone = new Set<number>()
  for (const element of later) {
    const at = waiting.get(element.mark)?.shift()
    const own = at === undefined ? undefined : found[at]
    if (element.how === 'remove') {
      if (at !== undefined) gone.add(at)
    } else if (at === undefined || own === undefined) found.push(element)
    else if (element.how === 'replace') found[at] = element
    else found[at] = { ...own, value: element.value.value === '' ? own.value : element.value, children: merge(own.children, element.children) }
  }
  return found.filter((_, index) => !gone.has(index))
}

function parsed(input: ComponentInput, document: Document, gaps: Gap[]): Written | undefined {
  if (/\.ya?ml$/.test(document.path)) {
    const { documents, problems } = parseYaml(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    return documents[0] === undefined ? undefined : fromYaml(input, document, 'clickhouse', documents[0])[0]
  }
  const { root, problems } = parseXml(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  return root === undefined ? undefined : fromXml(input, document, root)
}

function fromXml(input: ComponentInput, document: Document, { name, attributes, children, text, span }: XmlElement): Written {
  const value = given(input, settingAt(document, text.trim(), span), attributes)
  return { name, value, children: children.map((child) => fromXml(input, document, child)), ...markOf(name, attributes) }
}

/** A list is an element for each of its members; keys such as `@replace` are attributes ("YAML example" of the manual). */
function fromYaml(input: ComponentInput, document: Document, name: string, node: Node): readonly Written[] {
  if (node.kind === 'sequence') {
    const items = itemsOf(node)
    if (!items.some((item) => entriesOf(item).length > 0) || !items.every((item) => entriesOf(item).every(({ key }) => key.startsWith('@'))))
      return items.flatMap((item) => (item.kind === 'sequence' ? [] : fromYaml(input, document, name, item)))
  }
  const entries = entriesOf(node)
  const attributes = new Map(entries.filter(({ key }) => key.startsWith('@')).map(({ key, value }) => [key.slice(1), scalarText(value) ?? '']))
  const text = scalarText(node) ?? scalarText(entries.find(({ key }) => key === '#text')?.value) ?? ''
  const children = entries.filter(({ key }) => !/^[@#]/.test(key)).flatMap(({ key, value }) => fromYaml(input, document, key, value))
  return [{ name, value: given(input, settingAt(document, text, node.span), attributes), children, ...markOf(name, attributes) }]
}

/** `from_env` takes the value of a variable; what `incl` and `from_zk` bring is not known here. */
function given(input: ComponentInput, value: Setting, attributes: ReadonlyMap<string, string>): Setting {
  const variable = attributes.get('from_env')
  if (variable !== undefined) {
    const found = input.env.get(variable)
    if (found !== undefined) return { ...found, trail: [...found.trail, ...value.trail] }
    const text = `\${${variable}}`
    return { value: text, trail: value.trail, unresolved: [{ text, kind: 'variable', why: `${variable} has no value here` }] }
  }
  const elsewhere = attributes.get('incl') ?? attributes.get('from_zk')
  if (elsewhere === undefined || value.value !== '') return value
  return { value: elsewhere, trail: value.trail, unresolved: [{ text: elsewhere, kind: 'file', why: `${elsewhere} is put in from elsewhere` }] }
}

const forMerging: ReadonlySet<string> = new Set(['replace', 'remove', 'incl', 'from_env', 'from_zk', 'optional', 'hide_in_preprocessed', 'merge'])

function markOf(name: string, attributes: ReadonlyMap<string, string>): Pick<Written, 'mark' | 'how'> {
  const own = [...attributes].filter(([key]) => !forMerging.has(key)).map(([key, value]) => `${key}=${value}`)
  const how = attributes.has('remove') ? 'remove' : attributes.has('replace') ? 'replace' : 'merge'
  return { mark: [name, ...own.toSorted()].join(' '), how }
}

/** Elements at a path of names. */
export function elementsAt(root: Element | undefined, ...path: readonly string[]): readonly Element[] {
  let found: readonly Element[] = root === undefined ? [] : [root]
  for (const name of path) found = found.flatMap(({ children }) => children.filter((child) => child.name === name))
  return found
}

/** The text of the first element at a path. */
export function textAt(root: Element | undefined, ...path: readonly string[]): Setting | undefined {
  return elementsAt(root, ...path)[0]?.value
}
