import { applyEdits } from '../../formats/edit.ts'
import { withoutLines } from '../../formats/edits/place.ts'
import type { Span } from '../../formats/node.ts'
import { parseEnvironmentFile, parseUnit, unitWords } from '../../formats/systemd-unit.ts'
import type { Cannot, TextChange } from '../../model/change.ts'
import { withoutAssignment } from './assignment.ts'

/** `unit`: `Environment=` of a unit or drop-in; `variables`: what `EnvironmentFile=` names. */
export type VariableFile = 'unit' | 'variables'

/** A text without any assignment of a variable; all others are as they were. `undefined` where it has none. */
export function withoutVariable(text: string, kind: VariableFile, name: string): string | Cannot | undefined {
  if (!assignments(text, kind).some((each) => each.name === name)) return undefined
  const others = told(assignments(text, kind), name)
  let now = text
  for (;;) {
    const found = assignments(now, kind).find((each) => each.name === name)
    if (found === undefined)
      return told(assignments(now, kind), name) === others ? now : { cannot: `${name} cannot be taken out without what stands beside it` }
    const change = kind === 'unit' ? onOneOf(now, found, name) : { edits: [withoutLines(now, found.span)], notes: [] }
    if ('cannot' in change) return change
    now = applyEdits(now, change.edits)
  }
}

interface Assignment {
  readonly name: string
  readonly value: string
  /** From the name to the end of the value. */
  readonly span: Span
}

function assignments(text: string, kind: VariableFile): readonly Assignment[] {
  if (kind === 'variables')
    return parseEnvironmentFile(text).map(({ key, value, keySpan, span }) => ({
      name: key,
      value,
      span: { ...span, line: keySpan.line, start: keySpan.start },
    }))
  return parseUnit(text).entries.flatMap(({ section, key, value, keySpan, span }) =>
    section !== 'Service' || key !== 'Environment'
      ? []
      : unitWords(value).map((word) => {
          const equals = word.indexOf('=')
          return { name: word.slice(0, equals), value: word.slice(equals + 1), span: { ...span, line: keySpan.line, start: keySpan.start } }
        }),
  )
}

function told(all: readonly Assignment[], without: string): string {
  return JSON.stringify(all.flatMap(({ name, value }) => (name === without ? [] : [[name, value]])))
}

/** The physical line of several that has it. */
function onOneOf(text: string, { span: { line, endLine } }: Assignment, name: string): TextChange {
  let change: TextChange = { cannot: `${name} cannot be read` }
  for (let at = line; at <= endLine; at++) {
    change = withoutAssignment(text, { file: '', line: at }, name)
    if (!('cannot' in change)) return change
  }
  return change
}
