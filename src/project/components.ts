import type { Entry, Node } from '../formats/node.ts'
import type { DeclaredComponent, DeclaredZone } from '../model/project.ts'
import type { Fields, Keys, Reading } from './fields.ts'
import { fieldsOf, flag, items, mistake, nodeOf, placeOf, requiredText, text, textOf, texts } from './fields.ts'

const keys: Keys = { technology: false, version: false, host: false, files: false, addresses: false }

/** `components`: a mapping from id to what is known. */
export function readComponents(project: Fields): readonly DeclaredComponent[] {
  const node = nodeOf(project, 'components')
  if (node === undefined) return []
  if (node.kind === 'mapping') return node.entries.flatMap((entry) => readComponent(entry, project.reading) ?? [])
  mistake(project.reading, node, '"components" is a mapping from the id of a component to what is known of it')
  return []
}

function readComponent({ key, keySpan, value }: Entry, reading: Reading): DeclaredComponent | undefined {
  const fields = fieldsOf(value, 'a component', keys, reading)
  if (fields === undefined) return undefined
  const technology = text(fields, 'technology')
  const version = versionOf(fields)
  const host = text(fields, 'host')
  return {
    id: key,
    ...(technology === undefined ? {} : { technology }),
    ...(version === undefined ? {} : { version }),
    ...(host === undefined ? {} : { host }),
    files: items(fields, 'files').flatMap((node) => readFile(node, reading) ?? []),
    addresses: texts(fields, 'addresses'),
    at: { file: reading.file, line: keySpan.line },
  }
}

/** `7.2` without quotes is a number to YAML: the text is what was meant. */
function versionOf(fields: Fields): string | undefined {
  const node = nodeOf(fields, 'version')
  return node?.kind === 'scalar' && node.type === 'number' ? node.text : text(fields, 'version')
}

function readFile(node: Node, reading: Reading): DeclaredComponent['files'][number] | undefined {
  const at = placeOf(reading, node)
  if (node.kind !== 'mapping') {
    const file = textOf(node, 'an entry of "files" of a component', reading)
    return file === undefined ? undefined : { file, at }
  }
  const fields = fieldsOf(node, 'a file of a component', { file: true, as: false }, reading)
  if (fields === undefined) return undefined
  const as = text(fields, 'as')
  return { file: requiredText(fields, 'file'), ...(as === undefined ? {} : { as }), at }
}

export function readZone(node: Node, reading: Reading): DeclaredZone | undefined {
  const fields = fieldsOf(node, 'a zone', { name: true, members: true, internal: false }, reading)
  if (fields === undefined) return undefined
  return { name: requiredText(fields, 'name'), members: texts(fields, 'members'), internal: flag(fields, 'internal'), at: fields.at }
}
