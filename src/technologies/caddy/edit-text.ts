import type { Change, Edited, TextChange } from '../../model/change.ts'
import type { Place } from '../../model/place.ts'

/** What becomes of one line: other lines, or none. */
export interface Deed {
  /** As the program sees it. */
  readonly path: string
  readonly line: number
  readonly change: (line: string) => readonly string[]
}

export function at(path: string, { line }: Place, change: Deed['change']): Deed {
  return { path, line, change }
}

export function changesFor(deeds: readonly Deed[], notes: readonly string[] = []): Edited {
  const changes = [...new Set(deeds.map(({ path }) => path))].map((path): Change => {
    const own = new Map(deeds.filter((deed) => deed.path === path).map((deed) => [deed.line, deed.change]))
    return { kind: 'edit', path, edit: (text) => edited(text, own) }
  })
  return { changes, notes }
}

function edited(text: string, changes: ReadonlyMap<number, Deed['change']>): TextChange {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = []
  let start = 0
  for (const [index, line] of text.split('\n').entries()) {
    const change = changes.get(index + 1)
    const end = Math.min(start + line.length + 1, text.length)
    if (change !== undefined) {
      const now = change(line.replace(/\r$/, ''))
      const isLast = end === start + line.length
      const after = now.map((each) => `${each}\n`).join('')
      edits.push({ start, end, text: isLast ? after.replace(/\n$/, '') : after })
    }
    start = end
  }
  return { edits, notes: [] }
}

/** The blanks in front of a line, and one step more for what stands in its block. */
export function indentOf(line: string): { readonly own: string; readonly inner: string } {
  const own = /^[ \t]*/.exec(line)?.[0] ?? ''
  return { own, inner: `${own}${own.startsWith(' ') ? '  ' : '\t'}` }
}

export function isOpening(line: string): boolean {
  return /\{[ \t]*(?:#.*)?$/.test(line)
}
