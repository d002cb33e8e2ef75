import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

/** A value of APT's configuration under its whole name: `APT::Periodic::Unattended-Upgrade`. An item of a list has a name that ends in `::`. */
export interface AptEntry {
  readonly key: string
  /** Absent for `#clear`: the name and all below it are gone. */
  readonly value: string | undefined
  readonly span: Span
}

const mostDepth = 30

/** Reads a file of apt.conf.d (apt.conf(5), APT 2.6): `name "value";`, groups in braces, three kinds of comments. */
export function parseAptConf(text: string): { readonly entries: readonly AptEntry[]; readonly problems: readonly Problem[] } {
  const lines = linesOf(text)
  const entries: AptEntry[] = []
  const problems: Problem[] = []
  const groups: string[] = []
  let words: { readonly text: string; readonly quoted: boolean }[] = []
  let start = 0
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0

  function finish(end: number): void {
    const [name, value] = words
    const prefix = groups.at(-1) ?? ''
    if (name !== undefined) {
      const span = lines.span(start, end)
      if (name.text === '#clear') for (const word of words.slice(1)) entries.push({ key: joined(prefix, word.text), value: undefined, span })
      else if (value === undefined && name.quoted) entries.push({ key: `${prefix}::`, value: name.text, span })
      else entries.push({ key: joined(prefix, name.text), value: value?.text ?? '', span })
    }
    words = []
  }

  while (at < text.length) {
    const character = text.charAt(at)
    const isHash = character === '#' && !/^#(?:clear|include|x-apt)/.test(text.slice(at, at + 9))
    if (isHash || text.startsWith('//', at)) at = indexOr(text, '\n', at)
    else if (text.startsWith('/*', at)) at = indexOr(text, '*/', at + 2) + 2
    else if (/\s/.test(character)) at++
    else if (character === ';') {
      finish(at)
      at++
    } else if (character === '{') {
      const name = words[0]?.text ?? ''
      if (words.length > 1) entries.push({ key: joined(groups.at(-1) ?? '', name), value: words[1]!.text, span: lines.span(start, at) })
      if (groups.length >= mostDepth) {
        problems.push({ line: lines.at(at), message: `too complex: groups are nested more than ${mostDepth} deep` })
        break
      }
      groups.push(joined(groups.at(-1) ?? '', name))
      words = []
      at++
    } else if (character === '}') {
      finish(at)
      if (groups.pop() === undefined) problems.push({ line: lines.at(at), message: 'a brace ends that never began' })
      at++
    } else {
      if (words.length === 0) start = at
      const quoted = character === '"'
      const end = quoted ? text.indexOf('"', at + 1) : wordEnd(text, at)
      if (end === -1) problems.push({ line: lines.at(at), message: 'a quote does not end' })
      const stop = end === -1 ? text.length : end
      words.push({ text: text.slice(quoted ? at + 1 : at, stop), quoted })
      at = quoted ? stop + 1 : stop
    }
  }
  if (words.length > 0 || groups.length > 0) problems.push({ line: lines.at(Math.max(0, text.length - 1)), message: 'the last entry does not end' })
  return { entries, problems }
}

function joined(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}::${name}`
}

function wordEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && !/[\s;{}"]/.test(text.charAt(at))) at++
  return at
}

function indexOr(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? text.length : at
}
