import { entryOf } from '../../../formats/node.ts'
import type { Text } from '../../../model/text.ts'
import type { Outcome, Target } from './target.ts'
import { fileOf, serviceIn, set } from './target.ts'
import { composed } from './text.ts'

/** Writes the arguments of the service: words of a list that stay the same keep their place and style. */
export function setCommand(target: Target, words: readonly Text[]): Outcome {
  const texts: string[] = []
  for (const word of words) {
    const text = composed(target, word)
    if (typeof text !== 'string') return text
    texts.push(text)
  }
  const file = fileOf(target, 'command', target.component.command?.flatMap(({ trail }) => trail) ?? [])
  const service = serviceIn(target, file)
  const node = service === undefined ? undefined : entryOf(service, 'command')?.value
  if (node?.kind === 'sequence' && node.items.length <= texts.length && node.items.every((item) => item.kind === 'scalar')) {
    for (const [index, text] of texts.entries()) {
      const done = set(target, file, ['command', index], text)
      if ('cannot' in done) return done
    }
    return []
  }
  if (node?.kind === 'scalar') return set(target, file, ['command'], texts.map(quoted).join(' '))
  return set(target, file, ['command'], texts)
}

/** A word of a command that is one string: Compose cuts it as a shell would (compose-go v2.6, mattn/go-shellwords). */
function quoted(word: string): string {
  return /^[\w@%+=:,./$`{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
