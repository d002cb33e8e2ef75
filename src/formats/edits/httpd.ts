import type { Editor } from '../edit.ts'
import type { HttpdLine } from '../httpd.ts'
import { parseHttpd } from '../httpd.ts'
import { textLines } from '../key-value.ts'
import { parseProftpdConf } from '../proftpd-conf.ts'
import type { Block, BlockPath, BlockRead } from './blocks.ts'
import { blockEditor, blockPath } from './blocks.ts'
import { addLine } from './line.ts'
import type { Setting } from './settings.ts'

/** Configuration of Apache httpd; sections are blocks: `['VirtualHost *:443', 'SSLProtocol']`. */
export const httpdEdits: Editor<BlockPath, readonly string[]> = sectionEditor(parseHttpd, (word) =>
  /^[^\s"'\\<>]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`,
)

/** proftpd.conf, which looks like it: a word that begins with # is a comment, and single quotes protect nothing. */
export const proftpdConfEdits: Editor<BlockPath, readonly string[]> = sectionEditor(parseProftpdConf, (word) =>
  /^[^\s"\\<>#][^\s"\\<>]*$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`,
)

function sectionEditor(parse: (text: string) => readonly HttpdLine[], wordText: (word: string) => string): Editor<BlockPath, readonly string[]> {
  const own = (text: string): ReturnType<typeof read> => read(text, parse(text))
  return blockEditor(
    {
      read: own,
      write: (words) => [words.map(wordText).join(' ')],
      add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/, inner: '    ' }),
      fold,
    },
    own,
    fold,
  )
}

function fold(name: string): string {
  return name.toLowerCase()
}

function read(
  text: string,
  lines: readonly HttpdLine[],
): BlockRead & { readonly sections: readonly { path: readonly string[]; span: { start: number; end: number } }[] } {
  const settings: Setting<readonly string[]>[] = []
  const blocks: Block[] = []
  const sections: { path: readonly string[]; span: { start: number; end: number } }[] = []
  const physical = textLines(text)
  const open: string[][] = [[]]
  const numbers = new Map<string, number>()
  for (const { kind, name, args, line, endLine } of lines) {
    const first = physical[line - 1]
    const last = physical[endLine - 1]
    if (first === undefined || last === undefined) continue
    const start = first.start + first.text.length - first.text.trimStart().length
    const end = last.start + last.text.trimEnd().length
    const above = open.at(-1) ?? []
    if (kind === 'close') {
      if (open.length > 1) open.pop()
      settings.push({ path: ['</', ...above], value: [], keySpan: { start, end }, span: { start: end, end } })
    } else if (kind === 'open') {
      const key = JSON.stringify(above)
      const number = numbers.get(key) ?? 0
      numbers.set(key, number + 1)
      const path = blockPath(above, [name.toLowerCase(), ...args], number)
      settings.push({ path: ['<', ...path], value: args, keySpan: { start, end }, span: { start: end, end } })
      sections.push({ path, span: { start, end } })
      blocks.push({ path, words: [name, ...args] })
      open.push([...path])
    } else {
      const nameEnd = start + name.length
      const valueStart = Math.min(end, nameEnd + (/^[ \t]*/.exec(text.slice(nameEnd, end))?.[0].length ?? 0))
      const span = args.length === 0 ? { start: nameEnd, end: nameEnd } : { start: valueStart, end }
      settings.push({ path: [...above, name.toLowerCase()], value: args, keySpan: { start, end: nameEnd }, span, whole: { start, end } })
    }
  }
  return { settings, blocks, sections, problems: [] }
}
