import { withoutLines } from '../../formats/edits/place.ts'
import type { TextChange } from '../../model/change.ts'
import type { Place } from '../../model/place.ts'

/**
 * Takes one assignment out of those on a line: `Environment=A=1 "B=2"` of a unit, `environment=A="1",B="2"` of Supervisor, `A=1` of an
 * environment file. A line that had nothing else goes.
 */
export function withoutAssignment(text: string, { line }: Place, name: string): TextChange {
  const lines = text.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const written = lines[line - 1]
  const [, head = '', list = ''] = /^(\s*(?:environment\s*=\s*)?)(.*)$/i.exec(written ?? '') ?? []
  const pieces = list.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,"'])+|[\s,]+/g) ?? []
  const at = pieces.findIndex((piece) => piece.replace(/^["']/, '').startsWith(`${name}=`))
  if (written === undefined || at === -1) return { cannot: `${name} does not stand in line ${line} as it is read` }
  // with the separator behind, or at the end the one in front
  const [from, to] = pieces[at + 1] === undefined ? [Math.max(0, at - 1), at + 1] : [at, at + 2]
  const rest = [...pieces.slice(0, from), ...pieces.slice(to)].join('')
  const end = start + written.length
  if (rest.trim() === '') return { edits: [withoutLines(text, { start, end })], notes: [] }
  return { edits: [{ start, end, text: head + rest }], notes: [] }
}
