import { posix } from 'node:path'
import type { Krb5Entry } from '../../formats/krb5.ts'
import { parseKrb5 } from '../../formats/krb5.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

/** What a program asks of its profile. */
export interface Profile {
  /** All values of a relation, the first of which counts where one is wanted. */
  readonly values: (...path: readonly string[]) => readonly Setting[]
  /** Names directly below a section or subsection, in the order of their first mention. */
  readonly names: (...path: readonly string[]) => readonly string[]
  readonly documents: readonly Document[]
}

const deepestInclude = 10

/**
 * Reads files as libkrb5 1.20 does: those named first are stronger, and what they include stands where the include does, but begins
 * at no section. A section that is final in one file hides that of the files behind it.
 */
export function readProfile(input: ComponentInput, paths: readonly string[], gaps: Gap[]): Profile {
  const entries: { readonly entry: Krb5Entry; readonly document: Document }[] = []
  const documents: Document[] = []
  const closed: (readonly string[])[] = []
  for (const path of paths) {
    const own: (readonly string[])[] = []
    const document = openDocument(input, path, gaps)
    if (document !== undefined) add(document, own, 0)
    closed.push(...own)
  }

  function add(document: Document, own: (readonly string[])[], depth: number): void {
    documents.push(document)
    const { items, finals, problems } = parseKrb5(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    own.push(...finals)
    for (const item of items) {
      if ('kind' in item) {
        if (depth < deepestInclude)
          for (const path of included(item.kind, item.path)) open(path, item.kind === 'include', own, document, item.span.line, depth + 1)
        else gaps.push({ why: `includes are nested more than ${deepestInclude} deep`, place: { file: document.file, line: item.span.line } })
      } else if (!closed.some((final) => startsWith(item.path, final))) entries.push({ entry: item, document })
    }
  }

  /** Names of letters, digits, dashes and underscores, or those that end in .conf. */
  function included(kind: 'include' | 'includedir', path: string): readonly string[] {
    if (kind === 'include') return [path]
    return input
      .list(path)
      .filter((name) => /^[\w-]+$/.test(name) || (name.endsWith('.conf') && !name.startsWith('.')))
      .toSorted()
      .map((name) => posix.join(path, name))
  }

  function open(path: string, isNamed: boolean, own: (readonly string[])[], from: Document, line: number, depth: number): void {
    const document = openDocument(input, path, gaps)
    if (document !== undefined) add(document, own, depth)
    else if (isNamed) gaps.push({ why: `${path} is included and is not here`, place: { file: from.file, line } })
  }

  return {
    documents,
    values: (...path) =>
      entries
        .filter(({ entry }) => entry.path.length === path.length && startsWith(entry.path, path))
        .map(({ entry, document }) => settingAt(document, entry.value, entry.span)),
    names: (...path) => [
      ...new Set(
        entries.filter(({ entry }) => entry.path.length > path.length && startsWith(entry.path, path)).map(({ entry }) => entry.path[path.length]!),
      ),
    ],
  }
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, index) => path[index] === name)
}
