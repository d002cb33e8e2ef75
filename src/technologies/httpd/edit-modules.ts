import { posix } from 'node:path'
import { httpdEdits } from '../../formats/edits/httpd.ts'
import type { TextChange } from '../../model/change.ts'
import type { BlockPath } from '../../formats/edits/blocks.ts'
import type { Deed, Sources } from './edit-text.ts'
import { inFileOf } from './edit-text.ts'

export interface ModuleNeeds {
  /** `false`: which modules are loaded is not in the files, and Apache does not start with a directive that it does not know. */
  readonly isKnown: boolean
  /** A line beside the others that load some. */
  readonly deeds: readonly Deed[]
}

export function moduleNeeds({ all }: Sources, name: 'headers' | 'ssl'): ModuleNeeds {
  const loads = all.filter((each) => each.name === 'loadmodule')
  const last = loads.at(-1)
  // a header may stand inside of <IfModule>; whoever has sites with TLS has the module
  if (last === undefined) return { isKnown: name === 'ssl' && all.some((each) => each.name.startsWith('ssl')), deeds: [] }
  if (loads.some(({ args }) => args[0] === `${name}_module`)) return { isKnown: true, deeds: [] }
  const file = `${posix.dirname(last.args[1] ?? 'modules/x')}/mod_${name}.so`
  return { isKnown: true, deeds: [inFileOf(last, (text) => httpdEdits.put(text, ['LoadModule'], [`${name}_module`, file]))] }
}

/** A header is set where the module for it is there. */
export function putHeader({ isKnown }: ModuleNeeds, ...words: readonly string[]): (text: string, path: BlockPath) => TextChange {
  const [name = '', ...args] = words
  return (text, path) =>
    isKnown ? httpdEdits.put(text, [...path, name], args) : httpdEdits.addBlock(text, path, { words: ['IfModule', 'mod_headers.c'], inner: [words] })
}
