import type { Editor } from '../edit.ts'
import { parseJson } from '../json.ts'
import { flowAdd, flowRemove } from './flow.ts'
import { linesAtEnd } from './place.ts'
import { treeEditor } from './tree.ts'
import type { TreePath, Value } from './value.ts'
import { isList, isMap, nested } from './value.ts'

/** JSON, with comments and commas where the file has them; none are brought in. */
export const jsonEdits: Editor<TreePath, Value> = treeEditor({
  read: (text) => {
    const { value, problems } = parseJson(text)
    return { root: value, others: [], problems }
  },
  replace: (_text, { span }, value) => [[{ start: span.start, end: span.end, text: jsonText(value) }]],
  add: (text, holder, rest, value) => {
    if (holder === undefined) return [[linesAtEnd(text, jsonText(nested(rest, value)))]]
    const [step, ...below] = rest
    const inner = jsonText(nested(below, value))
    return flowAdd(text, holder, typeof step === 'string' ? `${JSON.stringify(step)}: ${inner}` : inner, 'slashes')
  },
  remove: (text, found) => flowRemove(text, found, 'slashes'),
})

/** On one line. */
function jsonText(value: Value): string {
  if (isMap(value)) return `{${[...value].map(([key, each]) => `${JSON.stringify(key)}: ${jsonText(each)}`).join(', ')}}`
  if (isList(value)) return `[${value.map(jsonText).join(', ')}]`
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
