import { proftpdConfEdits } from '../../formats/edits/httpd.ts'
import { applyEdits } from '../../formats/edit.ts'
import { parseProftpdConf } from '../../formats/proftpd-conf.ts'
import type { Cannot } from '../../model/change.ts'

/** Directives with their words; `null` takes all of a name out. */
export type Wanted = readonly (readonly [name: string, words: readonly string[] | null])[]

/** Every line that has one of the directives, in whatever section, says what is wanted: which of them is in force does not matter then. */
export function everywhere(text: string, wanted: Wanted): string {
  const named = new Map(wanted.map(([name, words]) => [name.toLowerCase(), { name, words }]))
  const lines = text.split('\n')
  for (const { kind, name, line, endLine } of parseProftpdConf(text).toReversed()) {
    const found = kind === 'open' || kind === 'close' ? undefined : named.get(name.toLowerCase())
    if (found === undefined) continue
    const indent = /^\s*/.exec(lines[line - 1] ?? '')?.[0] ?? ''
    lines.splice(line - 1, endLine - line + 1, ...(found.words === null ? [] : [`${indent}${[found.name, ...found.words].join(' ')}`]))
  }
  return lines.join('\n')
}

/** What is written nowhere is added: for the server itself, or for all of them. */
export function added(text: string, missing: Wanted, isForAll: boolean): string | Cannot {
  const statements = missing.flatMap(([name, words]) => (words === null ? [] : [[name, ...words]]))
  if (statements.length === 0) return text
  if (isForAll) {
    const change = proftpdConfEdits.addBlock(text, [], { words: ['Global'], inner: statements })
    return 'cannot' in change ? change : applyEdits(text, change.edits)
  }
  let result = text
  for (const [name = '', ...words] of statements) {
    const change = proftpdConfEdits.set(result, [name], words)
    if ('cannot' in change) return change
    result = applyEdits(result, change.edits)
  }
  return result
}

/** The module behind the last one that is loaded; in front of all else where none is. */
export function withModule(text: string, module: string): string {
  const last = parseProftpdConf(text).findLast(({ name }) => name.toLowerCase() === 'loadmodule')
  const lines = text.split('\n')
  lines.splice(last?.endLine ?? 0, 0, `LoadModule ${module}`)
  return lines.join('\n')
}

/** Nobody logs in by a section for strangers. */
export function withoutStrangers(text: string): string {
  const lines = text.split('\n')
  for (const { kind, name, endLine } of parseProftpdConf(text).toReversed()) {
    if (kind !== 'open' || name.toLowerCase() !== 'anonymous') continue
    const indent = /^\s*/.exec(lines[endLine - 1] ?? '')?.[0] ?? ''
    lines.splice(endLine, 0, `${indent}  <Limit LOGIN>`, `${indent}    DenyAll`, `${indent}  </Limit>`)
  }
  return lines.join('\n')
}
