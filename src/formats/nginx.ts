import type { Directive as Line } from './directives.ts'
import { linesOf } from './lines.ts'
import { readToken, skipLua } from './nginx-token.ts'
import type { Problem } from './node.ts'
import { masked } from './template.ts'

/** A directive; its span reaches to its semicolon or closing brace. */
export interface Directive extends Line {
  readonly block?: readonly Directive[]
}

export interface NginxFile {
  readonly directives: readonly Directive[]
  readonly problems: readonly Problem[]
}

interface Open {
  readonly words: readonly string[]
  readonly start: number
  readonly into: Directive[]
}

const mostDepth = 200

/** Reads nginx configuration (nginx 1.26, ngx_conf_file.c). The bodies of `*_by_lua_block` are left out. */
export function parseNginx(source: string): NginxFile {
  const { text, shown } = masked(source)
  const lines = linesOf(text)
  const problems: Problem[] = []
  const top: Directive[] = []
  const open: Open[] = []
  let into = top
  let words: string[] = []
  let start = 0
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0

  function fault(position: number, message: string): void {
    problems.push({ line: lines.at(Math.min(position, Math.max(0, text.length - 1))), message })
  }

  function finish(end: number, block?: readonly Directive[], of: { words: readonly string[]; start: number } = { words, start }): void {
    const [name = '', ...args] = of.words
    into.push({ name, args, span: lines.span(of.start, end), ...(block === undefined ? {} : { block }) })
  }

  for (;;) {
    const token = readToken(text, at)
    if (token.problem !== undefined) fault(token.start, token.problem)
    at = token.end
    if (token.kind === 'end') break
    if (token.kind === 'word') {
      if (words.length === 0) start = token.start
      words.push(shown(token.text))
    } else if (token.kind === ';') {
      if (words.length === 0) fault(token.start, 'unexpected ";"')
      else finish(token.end)
      words = []
    } else if (token.kind === '{') {
      if (words.length === 0) fault(token.start, 'unexpected "{"')
      if (words[0]?.endsWith('_by_lua_block')) {
        at = skipLua(text, token.end)
        if (text.charAt(at - 1) !== '}') fault(token.start, 'a block does not end')
        finish(at, [])
      } else if (open.length === mostDepth) {
        fault(token.start, `too complex: it is nested more than ${mostDepth} levels deep`)
        break
      } else {
        open.push({ words, start: words.length === 0 ? token.start : start, into })
        into = []
      }
      words = []
    } else {
      if (words.length > 0) {
        fault(start, 'a directive does not end with ";"')
        finish(token.start)
        words = []
      }
      const opened = open.pop()
      if (opened === undefined) {
        fault(token.start, 'unexpected "}"')
        continue
      }
      const block = into
      into = opened.into
      finish(token.end, block, opened)
    }
  }
  if (words.length > 0) {
    fault(start, 'a directive does not end with ";"')
    finish(at)
  }
  for (let opened = open.pop(); opened !== undefined; opened = open.pop()) {
    fault(opened.start, 'a block does not end')
    const block = into
    into = opened.into
    finish(at, block, opened)
  }
  problems.sort((one, other) => one.line - other.line)
  return { directives: top, problems }
}
