import type { Cannot, Change, Edit } from '../edit.ts'
import { applyEdits } from '../edit.ts'

/** A part of the text as it was, or one that came in. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string }

/** Changes that build on each other as one change of the text that there was; all of them, or the reason of the first that cannot be. */
export function inSteps(text: string, steps: readonly ((text: string) => Change | Cannot)[]): Change | Cannot {
  let pieces: readonly Piece[] = [{ start: 0, end: text.length }]
  let now = text
  const notes = new Set<string>()
  for (const step of steps) {
    const change = step(now)
    if ('cannot' in change) return change
    const ends = change.edits.map((edit) => ({ ...edit, text: applyEdits(now, [{ ...edit, start: 0, end: now.length }]) }))
    // from the end, so that offsets in front stay; of two at one place the later one first
    const inOrder = ends.toSorted((one, other) => one.start - other.start || one.end - other.end)
    pieces = inOrder.toReversed().reduce(replaced, pieces)
    now = applyEdits(now, change.edits)
    for (const note of change.notes) notes.add(note)
  }
  return { edits: editsOf(text, pieces), notes: [...notes] }
}

function replaced(pieces: readonly Piece[], { start, end, text }: Edit): readonly Piece[] {
  const before: Piece[] = []
  const after: Piece[] = []
  let at = 0
  for (const piece of pieces) {
    const length = lengthOf(piece)
    if (at < start) before.push(cut(piece, 0, Math.min(length, start - at)))
    if (at + length > end) after.push(cut(piece, Math.max(0, end - at), length))
    at += length
  }
  return [...before, { text }, ...after].filter((piece) => lengthOf(piece) > 0)
}

function lengthOf(piece: Piece): number {
  return 'text' in piece ? piece.text.length : piece.end - piece.start
}

function cut(piece: Piece, from: number, to: number): Piece {
  return 'text' in piece ? { text: piece.text.slice(from, to) } : { start: piece.start + from, end: piece.start + to }
}

/** What lies between the parts that stayed. */
function editsOf(text: string, pieces: readonly Piece[]): readonly Edit[] {
  const edits: Edit[] = []
  let done = 0
  let fresh = ''
  for (const piece of [...pieces, { start: text.length, end: text.length }]) {
    if ('text' in piece) {
      fresh += piece.text
      continue
    }
    // an edit has the line breaks of nobody's file
    if (fresh !== '' || piece.start > done) edits.push({ start: done, end: piece.start, text: fresh.replaceAll('\r\n', '\n') })
    fresh = ''
    done = piece.end
  }
  return edits
}
