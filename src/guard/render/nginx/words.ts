/** A directive's argument in quotes. nginx has no way to write a `$` or a line end: such a text is an error of ours, the schema lets none through. */
export function quoted(text: string): string {
  if (/[$\p{Cc}]/u.test(text)) throw new TypeError('nginx cannot write this text')
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`
}

export interface Block {
  readonly head: string
  readonly lines: readonly Line[]
}

export type Line = string | Block

/** Lines with the braces and the indentation of nginx. */
export function written(lines: readonly Line[], depth = 0): string {
  const space = '    '.repeat(depth)
  return lines
    .map((line) => (typeof line === 'string' ? `${space}${line}\n` : `${space}${line.head} {\n${written(line.lines, depth + 1)}${space}}\n`))
    .join('')
}

export function block(head: string, lines: readonly Line[]): Block {
  return { head, lines }
}
