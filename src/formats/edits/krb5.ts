import { textLines } from '../key-value.ts'
import { parseKrb5 } from '../krb5.ts'
import { addLine } from './line.ts'
import { indentAt, linesAtEnd, linesBehind } from './place.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/** krb5.conf and kdc.conf: `['libdefaults', 'default_realm']`. Of equal tags the first counts. Subsections are made one level deep: `['realms', 'SHOP.EXAMPLE', 'kdc']`. */
export const krb5Edits: LinesEditor<string> = linesEditor({
  counts: 'first',
  read: (text) => {
    const { items, finals, problems } = parseKrb5(text)
    const settings = items.map((item) => {
      if ('kind' in item) return { path: ['!', item.kind], value: item.path, keySpan: item.span, span: item.span }
      const content = text.slice(item.span.start, item.span.end)
      const sign = content.indexOf('=')
      const start = item.span.start + sign + 1 + (/^\s*/.exec(content.slice(sign + 1))?.[0].length ?? 0)
      const keyEnd = item.span.start + content.slice(0, sign).trimEnd().length
      return {
        path: item.path,
        value: item.value,
        keySpan: { start: item.span.start, end: keyEnd },
        span: { start, end: item.span.end },
        whole: item.span,
      }
    })
    const sections = textLines(text).flatMap(({ text: line, start }) => {
      const name = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim()
      return name === undefined ? [] : [{ path: [name], span: { start: start + line.search(/\S/), end: start + line.trimEnd().length } }]
    })
    // what is final keeps its mark
    return {
      settings: [...settings, ...finals.map((path) => ({ path: ['*', ...path], value: '', keySpan: nowhere, span: nowhere }))],
      sections,
      problems,
    }
  },
  write: (value) => {
    const quoted = `"${value.replace(/["\\\n\t\b]/g, (one) => letters.get(one) ?? `\\${one}`)}"`
    return /^[^\s"{][^\r\n]*$/.test(value) && value === value.trim() ? [value, quoted] : [quoted]
  },
  add: (text, path, written, found) => {
    const style = { separator: ' = ', separators: /^[ \t]*=[ \t]*$/, header: (name: string): string => `[${name}]`, inner: '    ' }
    const isBeside = found.settings.some((each) => each.path.length === path.length && path.slice(0, -1).every((name, at) => name === each.path[at]))
    if (path.length <= 2 || isBeside) return addLine(text, path, written, found, style)
    const [section = '', name = '', key = '', ...deeper] = path
    if (deeper.length > 0 || /[\s={}*]/.test(name)) return []
    const last = found.settings.findLast((each) => each.path[0] === section && each.path.length > 2)
    const close = last === undefined ? -1 : text.indexOf('}', last.whole?.end)
    const head = found.sections?.find((each) => each.path[0] === section)
    const outer = (close === -1 ? undefined : indentAt(text, close)) ?? '    '
    const inner = (last === undefined ? undefined : indentAt(text, last.keySpan.start)) ?? `${outer}    `
    const lines = `${outer}${name} = {\n${inner}${key} = ${written}\n${outer}}`
    const places = [
      ...(close === -1 ? [] : [linesBehind(text, close, lines)]),
      ...(head === undefined
        ? [linesAtEnd(text, `${text.trim() === '' ? '' : '\n'}[${section}]\n${lines}`)]
        : [linesBehind(text, head.span.end, lines)]),
    ]
    return places.map((place) => [place])
  },
  line: (key, written) => `${key} = ${written}`,
})

const nowhere = { start: 0, end: 0 }

const letters: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\b', '\\b'],
])
