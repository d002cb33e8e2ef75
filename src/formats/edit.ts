/** A piece of text that takes the place of another; offsets in UTF-16 units, `end` exclusive. Its line breaks are `\n`, whatever the file has. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What would change a file as it was meant; no edits where it is so already. */
export interface Change {
  readonly edits: readonly Edit[]
  /** What somebody who looks at the change should know. */
  readonly notes: readonly string[]
}

/** Why a file is not changed. */
export interface Cannot {
  readonly cannot: string
}

/** How the settings of one format are changed. */
export interface Editor<Path, Value> {
  /** Gives a setting a value: in its place where it is written, else beside its neighbours. */
  readonly set: (text: string, path: Path, value: Value) => Change | Cannot
  /** Takes a setting out, wherever it is written. */
  readonly remove: (text: string, path: Path) => Change | Cannot
}

export const unchanged: Change = { edits: [], notes: [] }

/** Puts edits into a text; line breaks become those of its first line. Edits that overlap are a bug of ours. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n'
  const parts: string[] = []
  let done = 0
  for (const edit of edits.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    if (edit.start < done || edit.end < edit.start || edit.end > text.length) throw new Error('edits overlap or lie outside the text')
    parts.push(text.slice(done, edit.start), lineEnd === '\n' ? edit.text : edit.text.replaceAll('\n', lineEnd))
    done = edit.end
  }
  parts.push(text.slice(done))
  return parts.join('')
}

/** Whether edits can be put into one text together. */
export function areApart(edits: readonly Edit[]): boolean {
  const sorted = edits.toSorted((one, other) => one.start - other.start || one.end - other.end)
  return sorted.every((edit, at) => at === 0 || edit.start >= (sorted[at - 1]?.end ?? 0))
}

/** What no file in UTF-8 can hold, or no file of settings should. */
export function isUnwritable(value: string): boolean {
  return value.includes('\0') || /\p{Surrogate}/u.test(value)
}

export const cannotHold: Cannot = { cannot: 'the format has no way to write this value here' }

/** Whether a part of a file is what a template puts in. */
export function isTemplated(written: string): boolean {
  return /\{[{%]|<%/.test(written)
}

export const templated: Cannot = { cannot: 'a template gives the value; it is to be changed where the template is filled in' }
