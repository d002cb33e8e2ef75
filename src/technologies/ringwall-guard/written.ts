import type { Node } from '../../formats/node.ts'
import { child, entriesOf, itemsOf, scalarText } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'

type Path = readonly (string | number)[]

/** What a guard.yaml says, by the names of schema/guard.schema.json. Nothing is checked here: `ringwall guard check` does. */
export interface Written {
  readonly text: (...path: Path) => string | undefined
  readonly texts: (...path: Path) => readonly string[]
  /** Names below a mapping; of a list how many items as `0`, `1`, ... */
  readonly names: (...path: Path) => readonly string[]
  readonly has: (...path: Path) => boolean
  /** Where it stands, or the nearest above it that is there. */
  readonly trail: (...path: Path) => readonly Place[]
}

export function written(document: Document, root: Node): Written {
  const at = (path: Path): Node | undefined => child(root, ...path)
  return {
    text: (...path) => scalarText(at(path)),
    texts: (...path) => itemsOf(at(path)).flatMap((item) => scalarText(item) ?? []),
    names: (...path) => {
      const node = at(path)
      return node?.kind === 'sequence' ? node.items.map((_item, index) => `${index}`) : entriesOf(node).map(({ key }) => key)
    },
    has: (...path) => at(path) !== undefined,
    trail: (...path) => [placeAt(document, { line: lineOf(root, path) }), ...document.mount],
  }
}

function lineOf(root: Node, path: Path): number {
  let node = root
  let line = root.span.line
  for (const step of path) {
    const entry = typeof step === 'string' ? entriesOf(node).find(({ key }) => key === step) : undefined
    const next = entry?.value ?? (typeof step === 'number' ? itemsOf(node)[step] : undefined)
    if (next === undefined) return line
    line = entry?.keySpan.line ?? next.span.line
    node = next
  }
  return line
}
