import { parseSshConfig } from '../ssh-config.ts'
import { addLine } from './line.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'
import type { Sections } from './sections.ts'
import { sections } from './sections.ts'
import type { SettingsFormat } from './settings.ts'

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

/** `Match` and `Host` blocks: heads such as `['Match', 'User', 'a']`, and for removal `'Match User a'`. */
export const sshBlocks: Sections = sections(format, (head, lines) =>
  [head, ...lines].map(([name = '', ...words]) => `${name} ${words.map(wordText).join(' ')}`).join('\n  '),
)

function wordText(word: string): string {
  if (/^[^\s"'\\#=]+$/.test(word)) return word
  return `"${word.replace(/["\\]/g, '\\$&')}"`
}
