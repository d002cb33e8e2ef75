import type { Problem } from './node.ts'

/**
 * Templates of settings files (Jinja and Ansible, Go and Helm, Handlebars, ERB), read without running them. Statements are blanked, whole
 * lines at a time; expressions stay in the values, where the syntaxes of this folder take them for text. Lengths and lines stay as they are.
 */
export function withoutStatements(text: string): { readonly value: string; readonly problems: readonly Problem[] } {
  if (!/\{[{%]|<%/.test(text)) return { value: text, problems: [] }
  const lines = blankComments(text).split('\n')
  let first: number | undefined
  const inserted: number[] = []
  let last = ''
  const kept = lines.map((line, index) => {
    const rest = line.length > longest ? line : blankStatements(line)
    if (rest !== line) first ??= index + 1
    if (rest.trim() === '') return rest
    if (line.length <= longest && aloneOnLine.test(rest) && !/[:=[,(|>-]$/.test(last)) {
      inserted.push(index + 1)
      return rest.replaceAll(/[^\r]/g, ' ')
    }
    last = rest.trim()
    return rest
  })
  const problems = inserted.map((line) => ({ line, message: 'a template puts text in here, which is not known' }))
  if (first !== undefined)
    problems.push({ line: first, message: 'it is a template: what stands under its conditions and in its loops is read as if it held' })
  return { value: kept.join('\n'), problems: problems.toSorted((a, b) => a.line - b.line) }
}

/** Lines beyond are nobody's settings. */
const longest = 4_000

const aloneOnLine = /^[ \t]*\{\{[^{}]*\}\}[ \t\r]*$/

const jinja =
  '\\{%[-+]?\\s*(?:if|elif|else|endif|for|endfor|set|endset|macro|endmacro|block|endblock|include|import|from|extends|raw|endraw|filter|endfilter|call|endcall|with|endwith|do|autoescape|endautoescape|trans|endtrans)\\b[^{}%]*(?:\\{[^{}%]*\\}[^{}%]*)*[-+]?%\\}'
const go = '\\{\\{[-~]?\\s*(?:(?:if|else|end|range|with|define|block|break|continue)\\b|\\$\\w+\\s*:?=|[#/^!>])[^{}]*\\}\\}'
const erb = '<%-?[^=%<>][^%<>]*-?%>'
const statement = new RegExp(`${jinja}|${go}|${erb}`, 'g')
const closing = /^(?:\{%[-+]?\s*end|\{\{[-~]?\s*(?:end\b|\/)|<%-?\s*end\b)/

/** Statements in front of a line's text and ends behind it go; one that splits a value in two stays, for the value to be open. */
function blankStatements(line: string): string {
  if (!/\{[{%]|<%/.test(line)) return line
  const found = [...line.matchAll(statement)]
  const inside = line.replaceAll(statement, (one) => ' '.repeat(one.length))
  const from = inside.length - inside.trimStart().length
  const to = inside.trimEnd().length
  if (found.some(({ index, 0: one }) => index > from && (index < to || !closing.test(one)))) return line
  return inside
}

/** `{# … #}` and `{{/* … *\/}}`, over several lines too. */
function blankComments(text: string): string {
  let result = text
  for (const [open, close, inner] of [
    ['{#', '#}', ''],
    ['{{', '}}', '/*'],
    ['{{-', '}}', '/*'],
  ] as const) {
    let at = result.indexOf(open)
    if (at === -1) continue
    const parts: string[] = []
    let done = 0
    for (; at !== -1; at = result.indexOf(open, Math.max(done, at + 1))) {
      const isComment =
        inner === ''
          ? /(?:^|\s)$/.test(result.slice(Math.max(0, at - 1), at))
          : result
              .slice(at + open.length, at + open.length + 3)
              .trim()
              .startsWith(inner)
      if (!isComment) continue
      const end = result.indexOf(close, at + open.length)
      if (end === -1) break
      parts.push(result.slice(done, at), result.slice(at, end + close.length).replaceAll(/[^\r\n]/g, ' '))
      done = end + close.length
    }
    result = parts.join('') + result.slice(done)
  }
  return result
}

/** An expression or a statement within a line: braces may stand within, one deep. */
const hole = /\{\{(?:[^{}\\\n]|\{[^{}\\\n]*\}){0,300}\}\}|\{%[^%\\\n]{1,300}%\}/g
const shift = 0xe000
const shifted = /[\ue000-\ue07f]/
const allShifted = /[\ue000-\ue07f]/g

/** A text whose expressions mean nothing to any syntax: each character stands for one of the same place. */
export interface Masked {
  readonly text: string
  /** A part of the text as it was written. */
  readonly shown: (part: string) => string
}

export function masked(text: string): Masked {
  if (!/\{[{%]/.test(text) || shifted.test(text)) return { text, shown: (part) => part }
  const hidden = text.replaceAll(hole, (one) => one.replaceAll(/[\0-\x7f]/g, (character) => String.fromCharCode(shift + character.charCodeAt(0))))
  return { text: hidden, shown: (part) => part.replaceAll(allShifted, (character) => String.fromCharCode(character.charCodeAt(0) - shift)) }
}

/** A hole that stands where a syntax wants a value, without quotes: `${PORT}`, `<port>`, `$PORT`, `@PORT@`, `%PORT%`. */
const bare = /\$\{[^{}\n]{1,200}\}|<[A-Za-z_][^<>\n]{0,100}>|\$[A-Za-z_]\w{0,100}|@[A-Za-z_]\w{0,100}@|%[A-Za-z_]\w{0,100}%/y

export function bareHole(text: string, at: number): string | undefined {
  bare.lastIndex = at
  return bare.exec(text)?.[0]
}

/** Text that could only be read because a template fills it in. */
export function isHidden(text: string): boolean {
  return shifted.test(text)
}
