import { textLines } from './key-value.ts'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

/** A relation of a Kerberos profile: `path` begins with its section. */
export interface Krb5Entry {
  readonly path: readonly string[]
  readonly value: string
  readonly span: Span
}

/** A file or folder that is to be read at this point. */
export interface Krb5Include {
  readonly kind: 'include' | 'includedir'
  readonly path: string
  readonly span: Span
}

export interface Krb5File {
  /** In the order of the file. */
  readonly items: readonly (Krb5Entry | Krb5Include)[]
  /** Sections and subsections that end with `*`: what comes later under their name is not read. */
  readonly finals: readonly (readonly string[])[]
  readonly problems: readonly Problem[]
}

const mostDepth = 20

/** Reads krb5.conf or kdc.conf (krb5.conf(5) of MIT Kerberos 1.20): `[section]`, `tag = value`, `tag = {` to `}`. */
export function parseKrb5(text: string): Krb5File {
  const lines = linesOf(text)
  const items: (Krb5Entry | Krb5Include)[] = []
  const finals: (readonly string[])[] = []
  const problems: Problem[] = []
  let path: string[] = []
  for (const { text: raw, number, start } of textLines(text)) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const from = start + raw.indexOf(line)
    const span = lines.span(from, from + line.length)
    const include = /^(include|includedir)\s+(\S.*)$/.exec(raw)
    if (include !== null) {
      items.push({ kind: include[1] === 'include' ? 'include' : 'includedir', path: (include[2] ?? '').trim(), span })
    } else if (/^module\s/.test(raw)) {
      problems.push({ line: number, message: 'a module of the profile is not read' })
    } else if (line.startsWith('[')) {
      const close = line.indexOf(']')
      path = close > 1 ? [line.slice(1, close).trim()] : []
      if (close < 1) problems.push({ line: number, message: 'the name of a section does not end' })
      else if (line.slice(close + 1).startsWith('*')) finals.push(path)
    } else if (line.startsWith('}')) {
      if (path.length > 1) {
        if (line.slice(1).startsWith('*')) finals.push(path)
        path = path.slice(0, -1)
      } else problems.push({ line: number, message: 'a brace ends that never began' })
    } else {
      const equals = line.indexOf('=')
      const name = line.slice(0, Math.max(0, equals)).trim()
      const tag = name.replace(/\*$/, '')
      const value = line.slice(equals + 1).trim()
      if (tag === '' || path.length === 0) problems.push({ line: number, message: 'a line is neither a section nor a relation' })
      else if (value === '{') {
        if (path.length >= mostDepth) problems.push({ line: number, message: `too complex: braces are nested more than ${mostDepth} deep` })
        else path = [...path, tag]
        if (name.endsWith('*')) finals.push(path)
      } else {
        if (name.endsWith('*')) finals.push([...path, tag])
        items.push({ path: [...path, tag], value: unquoted(value), span })
      }
    }
  }
  return { items, finals, problems }
}

const letters: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['b', '\b'],
])

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value
  let text = ''
  for (let at = 1; at < value.length && value.charAt(at) !== '"'; at++) {
    if (value.charAt(at) !== '\\') text += value.charAt(at)
    else {
      at++
      text += letters.get(value.charAt(at)) ?? value.charAt(at)
    }
  }
  return text
}
