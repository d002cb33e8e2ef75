import type { Cannot, Editor } from '../edit.ts'
import type { SettingsFormat, SettingsRead } from './settings.ts'
import { settingsEditor } from './settings.ts'

/** `['http', 'server', 1, 'location /api', 'proxy_pass']`: blocks by name and first words, where several fit by number, and the directive. */
export type BlockPath = readonly (string | number)[]

/** A block under a name of its own: its words, and its number among the blocks beside it. */
export interface Block {
  readonly path: readonly string[]
  readonly words: readonly string[]
}

export interface BlockRead extends SettingsRead<readonly string[]> {
  readonly blocks: readonly Block[]
}

export function blockPath(above: readonly string[], words: readonly string[], number: number): readonly string[] {
  return [...above, `${words.join(' ')}#${number}`]
}

/** An editor of directives in blocks. Blocks themselves are neither made nor taken out. */
export function blockEditor(
  format: SettingsFormat<readonly string[]>,
  read: (text: string) => BlockRead,
  fold: (name: string) => string = (name) => name,
): Editor<BlockPath, readonly string[]> {
  const editor = settingsEditor(format)
  return {
    set: (text, path, value) => {
      const found = resolved(read(text).blocks, path, fold)
      return 'cannot' in found ? found : editor.set(text, found.path, value)
    },
    remove: (text, path) => {
      const found = resolved(read(text).blocks, path, fold)
      return 'cannot' in found ? found : editor.remove(text, found.path)
    },
  }
}

function resolved(blocks: readonly Block[], path: BlockPath, fold: (name: string) => string): { readonly path: readonly string[] } | Cannot {
  const last = path.at(-1)
  if (typeof last !== 'string' || last === '') return { cannot: 'a path ends in the name of a directive' }
  let above: readonly string[] = []
  for (let at = 0; at < path.length - 1; at++) {
    const step = path[at]
    if (typeof step !== 'string') return { cannot: 'a number follows the name of a block' }
    const wanted = step.split(' ').map((word, index) => (index === 0 ? fold(word) : word))
    const key = JSON.stringify(above)
    const fits = blocks.filter(
      ({ path: own, words }) =>
        JSON.stringify(own.slice(0, -1)) === key && wanted.every((word, index) => word === (index === 0 ? fold(words[0] ?? '') : words[index])),
    )
    const next = path[at + 1]
    if (typeof next === 'number') at++
    else if (fits.length > 1) return { cannot: 'several blocks fit; the path does not say which one' }
    const chosen = fits[typeof next === 'number' ? next : 0]
    if (chosen === undefined) return { cannot: 'there is no such block' }
    above = chosen.path
  }
  return { path: [...above, last] }
}
