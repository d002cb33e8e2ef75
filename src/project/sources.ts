import type { Node } from '../formats/node.ts'
import { entriesOf } from '../formats/node.ts'
import type { ProjectSource } from '../model/project.ts'
import type { Reading } from './fields.ts'
import { fieldsOf, flag, mistake, placeOf, requiredText, text, texts } from './fields.ts'

/** A source is known by the key that only its kind has. */
export function readSource(node: Node, reading: Reading): ProjectSource | undefined {
  const kinds = (['compose', 'tree', 'files'] as const).filter((kind) => entriesOf(node).some(({ key }) => key === kind))
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    return mistake(
      reading,
      node,
      'a source has one of "compose" (Compose files), "tree" (root tree of a machine) or "files" (a folder of configuration)',
    )
  }
  if (kind === 'compose') return readComposeSource(node, reading)
  return kind === 'tree' ? readTree(node, reading) : readFolder(node, reading)
}

function readComposeSource(node: Node, reading: Reading): ProjectSource | undefined {
  const fields = fieldsOf(node, 'a Compose source', { compose: true, 'env-files': false, host: false }, reading)
  if (fields === undefined) return undefined
  const files = texts(fields, 'compose')
  if (files.length === 0) mistake(reading, node, '"compose" of a Compose source names no file')
  const host = text(fields, 'host')
  return { kind: 'compose', files, envFiles: texts(fields, 'env-files'), ...(host === undefined ? {} : { host }), at: placeOf(reading, node) }
}

function readTree(node: Node, reading: Reading): ProjectSource | undefined {
  const fields = fieldsOf(node, 'a machine', { host: true, tree: true, addresses: false, permissions: false }, reading)
  if (fields === undefined) return undefined
  return {
    kind: 'tree',
    host: requiredText(fields, 'host'),
    tree: requiredText(fields, 'tree'),
    addresses: texts(fields, 'addresses'),
    permissions: flag(fields, 'permissions'),
    at: fields.at,
  }
}

function readFolder(node: Node, reading: Reading): ProjectSource | undefined {
  const fields = fieldsOf(node, 'a folder of configuration', { files: true, host: false, addresses: false }, reading)
  if (fields === undefined) return undefined
  const host = text(fields, 'host')
  return {
    kind: 'files',
    folder: requiredText(fields, 'files'),
    ...(host === undefined ? {} : { host }),
    addresses: texts(fields, 'addresses'),
    at: fields.at,
  }
}
