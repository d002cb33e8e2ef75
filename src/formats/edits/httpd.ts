import type { HttpdLine } from '../httpd.ts'
import { parseHttpd } from '../httpd.ts'
import { textLines } from '../key-value.ts'
import { parseProftpdConf } from '../proftpd-conf.ts'
import type { Block, BlockEditor, BlockRead, BlockStatement } from './blocks.ts'
import { blockEditor, blockPath } from './blocks.ts'
import { addLine } from './line.ts'
import type { Setting } from './settings.ts'

/** Configuration of Apache httpd; sections are blocks: `['VirtualHost *:443', 'SSLProtocol']`. */
export const httpdEdits: BlockEditor = sectionEditor(parseHttpd, (word) =>
  /^[^\s"'\\<>]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`,
)

/** proftpd.conf, which looks like it: a word that begins with # is a comment, and single quotes protect nothing. */
export const proftpdConfEdits: BlockEditor = sectionEditor(parseProftpdConf, (word) =>
  /^[^\s"\\<>#][^\s"\\<>]*$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`,
)

function sectionEditor(parse: (text: string) => readonly HttpdLine[], wordText: (word: string) => string): BlockEditor {
  const words = (all: readonly string[]): string => all.map(wordText).join(' ')
  function print({ words: [name = '', ...args], inner }: BlockStatement, indent: string, unit: string): string {
    const deeper = indent + unit
    const lines = inner.map((each) => `${deeper}${'inner' in each ? print(each, deeper, unit) : words(each)}\n`)
    return `<${words([name, ...args])}>\n${lines.join('')}${indent}</${name}>`
  }
  return blockEditor({
    read: (text) => read(text, parse(text)),
    write: (all) => [words(all)],
    add: (text, path, written, found) => addLine(text, path, written, found, { separator: ' ', separators: /^[ \t]+$/, inner: '    ' }),
    fold,
    print,
  })
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
  const open: (readonly string[])[] = [[]]
  const numbers = new Map<string, number>()
  for (const { kind, name, args, line, endLine } of lines) {
    const first = physical[line - 1]
    const last = physical[endLine - 1]
    if (first === undefined || last === undefined) continue
    const start = first.start + first.text.length - first.text.trimStart().length
    const end = last.start + last.text.trimEnd().length
    const above = open.at(-1) ?? []
    if (kind === 'close') {
      const closed = open.length > 1 ? open.pop() : undefined
      const at = closed === undefined ? -1 : blocks.findIndex((each) => each.path === closed)
      const block = blocks[at]
      if (block !== undefined) blocks[at] = { ...block, span: { start: block.span.start, end }, inner: { start: block.inner.start, end: start } }
      settings.push({ path: ['</', ...above], value: [], keySpan: { start, end }, span: { start: end, end } })
    } else if (kind === 'open') {
      const key = JSON.stringify(above)
      const number = numbers.get(key) ?? 0
      numbers.set(key, number + 1)
      const path = blockPath(above, [name.toLowerCase(), ...args], number)
      settings.push({ path: ['<', ...path], value: args, keySpan: { start, end }, span: { start: end, end } })
      sections.push({ path, span: { start, end } })
      blocks.push({ path, words: [name, ...args], span: { start, end }, inner: { start: end, end } })
      open.push(path)
    } else {
      const nameEnd = start + name.length
      const valueStart = Math.min(end, nameEnd + (/^[ \t]*/.exec(text.slice(nameEnd, end))?.[0].length ?? 0))
      const span = args.length === 0 ? { start: nameEnd, end: nameEnd } : { start: valueStart, end }
      settings.push({ path: [...above, name.toLowerCase()], value: args, keySpan: { start, end: nameEnd }, span, whole: { start, end } })
    }
  }
  return { settings, blocks, sections, problems: [] }
}
