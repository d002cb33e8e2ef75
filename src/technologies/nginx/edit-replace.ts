import type { BlockPath } from '../../formats/edits/blocks.ts'
import { nginxEdits } from '../../formats/edits/nginx.ts'
import type { TextChange } from '../../model/change.ts'
import type { Rule } from './tree.ts'

/** Gives a directive other words where it is written: never beside it. */
export function replace(text: string, path: BlockPath, rule: Rule, args: readonly string[]): TextChange {
  const old = JSON.stringify(rule.args)
  let isFound = false
  const change = nginxEdits.put(text, [...path, rule.name], args, {
    fits(value) {
      const isMeant = JSON.stringify(value) === old
      isFound ||= isMeant
      return isMeant
    },
  })
  if (isFound || ('edits' in change && change.edits.length === 0)) return change
  return { cannot: `${rule.name} is written with a variable of the template` }
}
