import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

/** One application's section of a JAAS login configuration. */
export interface JaasSection {
  readonly name: string
  readonly span: Span
  readonly modules: readonly JaasModule[]
}

export interface JaasModule {
  /** Class of the login module. */
  readonly name: string
  readonly flag: string
  readonly options: readonly { readonly key: string; readonly value: string; readonly span: Span }[]
  readonly span: Span
}

export interface JaasFile {
  readonly sections: readonly JaasSection[]
  readonly problems: readonly Problem[]
}

interface Token {
  readonly text: string
  readonly quoted: boolean
  readonly start: number
  readonly end: number
}

/** Words, quoted words, signs and comments (javax.security.auth.login.Configuration, Java 17). */
const token = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"((?:[^"\\\n]|\\[^\n])*)"|"[^\n]*|[{};=]|[^\s{};="/]+|\//g

/** Reads `Name { package.Module required key="value"; };`. A bad section is a problem, and the next is still read. */
export function parseJaas(text: string): JaasFile {
  const lines = linesOf(text)
  const tokens: Token[] = []
  for (const match of text.matchAll(token)) {
    if (/^\/[/*]/.test(match[0])) continue
    const quoted = match[1] !== undefined
    tokens.push({ text: (match[1] ?? match[0]).replace(/\\(.)/g, '$1'), quoted, start: match.index, end: match.index + match[0].length })
  }
  const sections: JaasSection[] = []
  const problems: Problem[] = []
  let at = 0

  function isSign(sign: string, index = at): boolean {
    const found = tokens[index]
    return found !== undefined && !found.quoted && found.text === sign
  }

  function module_(): JaasModule {
    const first = tokens[at++]!
    const flag = at >= tokens.length || isSign(';') || isSign('}') ? '' : tokens[at++]!.text
    const options: { key: string; value: string; span: Span }[] = []
    while (at < tokens.length && !isSign(';') && !isSign('}')) {
      const key = tokens[at++]!
      if (!isSign('=')) {
        problems.push({ line: lines.at(key.start), message: 'an option of a login module has no value' })
        continue
      }
      const value = tokens[++at]
      if (value === undefined || isSign(';') || isSign('}')) continue
      at++
      options.push({ key: key.text, value: value.text, span: lines.span(value.start, value.end) })
    }
    const end = (tokens[at] ?? tokens[at - 1]!).end
    if (isSign(';')) at++
    return { name: first.text, flag, options, span: lines.span(first.start, end) }
  }

  while (at < tokens.length) {
    const first = tokens[at++]!
    if (first.text === ';' && !first.quoted) continue
    if (!isSign('{')) {
      problems.push({ line: lines.at(first.start), message: 'a section of login modules does not begin with its name and a brace' })
      while (at < tokens.length && !isSign('}')) at++
      at++
      continue
    }
    at++
    const modules: JaasModule[] = []
    while (at < tokens.length && !isSign('}')) modules.push(module_())
    if (at >= tokens.length) problems.push({ line: lines.at(first.start), message: `the section ${first.text} does not end` })
    at++
    sections.push({ name: first.text, span: lines.span(first.start, first.end), modules })
  }
  return { sections, problems }
}
