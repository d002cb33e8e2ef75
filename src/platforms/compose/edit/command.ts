import type { Node } from '../../../formats/node.ts'
import type { Text } from '../../../model/text.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { fileOf, serviceIn, set } from './target.ts'
import { plainText } from '../../../model/text.ts'
import { composed } from './text.ts'

/** Writes the arguments of the service: words that stay the same keep their place, their style and what they refer to. */
export function setCommand(target: Target, words: readonly Text[]): Outcome {
  const before = target.component.command ?? []
  const file = fileOf(
    target,
    'command',
    before.flatMap(({ trail }) => trail),
  )
  const node = serviceIn(target, file, 'command')
  const written = writtenWords(node)
  const kept = written?.length === before.length ? written : undefined
  const texts: string[] = []
  let next = 0
  for (const word of words) {
    const at = before.findIndex(({ value }, index) => index >= next && value === plainText(word))
    if (at !== -1) next = at + 1
    const text = at !== -1 && kept !== undefined ? kept[at]! : composed(target, word)
    if (typeof text !== 'string') return text
    texts.push(at === -1 && node?.kind === 'scalar' ? quoted(text) : text)
  }
  if (node?.kind === 'sequence' && node.items.length <= texts.length && node.items.every((item) => item.kind === 'scalar')) {
    for (const [index, text] of texts.entries()) {
      if (kept?.[index] === text) continue
      const done = set(target, file, ['command', index], text)
      if ('cannot' in done) return done
    }
    return []
  }
  return set(target, file, ['command'], node?.kind === 'scalar' ? texts.join(' ') : texts)
}

/** The words as they stand in the file; those of a line with their quotes. */
function writtenWords(node: Node | undefined): readonly string[] | undefined {
  if (node?.kind === 'scalar') return node.text.match(/(?:\$\{[^}]*\}|"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []
  return node?.kind === 'sequence' ? node.items.map((item) => (item.kind === 'scalar' ? item.text : '')) : undefined
}

/** A word of a command that is one string: Compose cuts it as a shell would (compose-go v2.6, mattn/go-shellwords). */
function quoted(word: string): string {
  return /^[\w@%+=:,./$`{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
