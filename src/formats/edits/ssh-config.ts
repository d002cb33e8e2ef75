import type { Cannot, Change } from '../edit.ts'
import { applyEdits, cannotHold, isUnwritable, unchanged } from '../edit.ts'
import { parseSshConfig } from '../ssh-config.ts'
import { addLine } from './line.ts'
import { linesAtEnd } from './place.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'
import type { SettingsFormat } from './settings.ts'
import { isAt, takenOut } from './settings.ts'

const format: SettingsFormat<readonly string[]> = {
  counts: 'first',
  read: (text) => {
    const { lines, problems } = parseSshConfig(text)
    let block: readonly string[] = []
    const sections: { path: readonly string[]; span: { start: number; end: number } }[] = []
    const settings = lines.map(({ keyword, args, span }) => {
      const content = text.slice(span.start, span.end)
      const nameEnd = span.start + (/^"?[^\s="]+"?/.exec(content)?.[0].length ?? 0)
      const start = nameEnd + (/^(?:\s*=\s*|\s*)/.exec(text.slice(nameEnd, span.end))?.[0].length ?? 0)
      const isHead = keyword === 'match' || keyword === 'host'
      if (isHead) {
        block = [[keyword, ...args].join(' ')]
        sections.push({ path: block, span })
      }
      return {
        path: isHead ? ['<', ...block] : [...block, keyword],
        value: args,
        keySpan: { start: span.start, end: nameEnd },
        span: { start: args.length === 0 ? nameEnd : start, end: span.end },
        whole: span,
      }
    })
    return { settings, sections, problems }
  },
  write: (words) => [words.map(wordText).join(' ')],
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/, inner: '  ' }),
  fold: (name) => (/^(?:match|host) /i.test(name) ? name.replace(/^\w+/, (word) => word.toLowerCase()) : name.toLowerCase()),
}

/**
 * sshd_config and ssh_config: `['PermitRootLogin']`, and in a block `['Match User a', 'X11Forwarding']`. Of equal keywords the first counts,
 * so that it is the one that is changed; a new one stands in front of the blocks.
 */
export const sshConfigEdits: LinesEditor<readonly string[]> = linesEditor(format)

/** A block (`['Match', 'User', 'a']`) at the end of the file, with keywords and their words; nothing where it says the same already. */
export function addSshBlock(text: string, head: readonly string[], lines: readonly (readonly string[])[]): Change | Cannot {
  if ([...head, ...lines.flat()].some((word) => isUnwritable(word) || /[\r\n]/.test(word))) return cannotHold
  const before = format.read(text).settings
  const own = (all: typeof before): string => JSON.stringify(all.map(({ path, value }) => [path.map((name) => format.fold?.(name)), value]))
  const written = [head, ...lines].map(([name = '', ...words]) => `${name} ${words.map(wordText).join(' ')}`)
  const block = written.join('\n  ')
  const meant = format.read(block).settings
  if (meant.length !== lines.length + 1 || meant[0]?.path[0] !== '<') return cannotHold
  for (let from = 0; from + meant.length <= before.length; from++) {
    const next = before[from + meant.length]
    if ((next === undefined || next.path[0] === '<') && own(before.slice(from, from + meant.length)) === own(meant)) return unchanged
  }
  const edits = [linesAtEnd(text, `${text.trim() === '' ? '' : '\n'}${block}`)]
  const after = format.read(applyEdits(text, edits)).settings
  return own(after) === own([...before, ...meant]) ? { edits, notes: [] } : cannotHold
}

/** Takes out all blocks with a head: `'Match User a'`. */
export function removeSshBlock(text: string, head: string): Change | Cannot {
  const before = format.read(text)
  const isHead = isAt(format, ['<', head])
  let isInside = false
  const gone = before.settings.filter((each) => {
    if (each.path[0] === '<') isInside = isHead(each)
    return isInside
  })
  return takenOut(format, text, before, gone)
}

function wordText(word: string): string {
  if (/^[^\s"'\\#=]+$/.test(word)) return word
  return `"${word.replace(/["\\]/g, '\\$&')}"`
}
