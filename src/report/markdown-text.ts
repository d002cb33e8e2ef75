import { printable } from './words.ts'

/** Text for GitHub Flavored Markdown: no markup, no HTML, and no mention, issue or address that the site would turn into a link. */
export function prose(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*[\]~|$]/g, '\\$&')
    .replace(/_+/g, (run, at: number, whole: string) => (isInside(whole, at, run.length) ? run : '\\_'.repeat(run.length)))
    .replace(/[@#]|:(?=\/\/)/g, '$&<!-- -->')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
}

/** Underscores between letters are no emphasis (CommonMark 0.31, 6.2). */
function isInside(text: string, at: number, length: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) && /[\p{L}\p{N}]/u.test(text.charAt(at + length))
}

/** A code span that no backquote inside can end (CommonMark 0.31, 6.1). */
export function span(text: string): string {
  const words = printable(text)
  const longest = Math.max(0, ...[...words.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = words === '' || words.startsWith('`') || words.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${words}${pad}${fence}`
}

/** A code span inside of a table, where a bar must be escaped even there (GFM 0.29, 4.10). */
export function cellSpan(text: string): string {
  return span(text.replace(/\|/g, '\\|'))
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
