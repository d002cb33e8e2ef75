import type { Node } from '../../formats/node.ts'

/** A tree as plain data, for a schema to judge. A mapping gets no prototype, so no key of it is more than a key. */
export function valueOf(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'sequence') return node.items.map((item) => valueOf(item))
  if (node.kind === 'mapping') {
    const entries = node.entries.map(({ key, value }) => [key, valueOf(value)] as const)
    return Object.assign(Object.create(null) as object, Object.fromEntries(entries))
  }
  if (node.quoted || node.type === 'string') return node.text
  if (node.type === 'null') return null
  return node.type === 'boolean' ? node.text.toLowerCase() === 'true' : Number(node.text)
}

/** The node at a path, or the nearest above it that is there; for an unknown key, the key itself. */
export function nodeAt(root: Node, path: readonly PropertyKey[]): Pick<Node, 'span'> {
  let node: Node = root
  for (const step of path) {
    const next: Node | undefined =
      node.kind === 'sequence' ? node.items[Number(step)] : node.kind === 'mapping' ? node.entries.find(({ key }) => key === step)?.value : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}
