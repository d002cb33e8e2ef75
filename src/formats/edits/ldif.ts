import type { Cannot, Change } from '../edit.ts'
import { applyEdits, cannotHold, isUnwritable, unchanged } from '../edit.ts'
import { parseLdif } from '../ldif.ts'
import { addLine } from './line.ts'
import { linesAtEnd } from './place.ts'
import type { LinesEditor } from './repeats.ts'
import { linesEditor } from './repeats.ts'

/** Entries of LDIF: `['cn=config', 'olcSecurity']`, of an attribute with several values by `put`. Changes (`changetype: modify`) are left as they are. */
export const ldifEdits: LinesEditor<string> = linesEditor({
  read: (text) => {
    const { entries, includes, problems } = parseLdif(text)
    const sections: { path: readonly string[]; span: { start: number; end: number } }[] = []
    const settings = entries.flatMap(({ dn, attributes, changes, changeType, span }) => {
      const path = [dn.toLowerCase()]
      const head = text.indexOf('\n', span.start)
      sections.push({ path, span: { start: span.start, end: head === -1 ? span.end : head } })
      const mark = {
        path: ['<', ...path],
        value: JSON.stringify([
          changeType,
          changes.map(({ operation, attribute, values }) => [operation, attribute, values.map((each) => each.value)]),
        ]),
        keySpan: span,
        span,
      }
      return [
        mark,
        ...attributes.map(({ name, value, form, span: at }) => {
          const end = at.start + name.length
          const whole = { start: at.start, end: at.end }
          return {
            path: [...path, name],
            value: form === 'url' ? `\0${value}` : value,
            keySpan: { start: at.start, end },
            span: { start: end, end: at.end },
            whole,
          }
        }),
      ]
    })
    const others = includes.map(({ value, span }) => ({ path: ['!', 'include'], value, keySpan: span, span }))
    return { settings: [...settings, ...others], sections, problems }
  },
  write: (value) => [attributeText(value)],
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: '', separators: /^$/ }),
  line: (name, written) => `${name}${written}`,
  fold: (name) => name.toLowerCase(),
})

/** Safe of RFC 2849, and no blank at the end that somebody's editor takes away. */
function attributeText(value: string): string {
  return /^(?![ :<])[\x20-\x7e]*(?<! )$/.test(value) ? `: ${value}` : `:: ${Buffer.from(value).toString('base64')}`
}

/** A further entry at the end of a file; nothing where it is there with the same attributes, in any order. */
export function addLdifEntry(text: string, dn: string, attributes: readonly (readonly [string, string])[]): Change | Cannot {
  if ([dn, ...attributes.flat()].some(isUnwritable)) return cannotHold
  const before = parseLdif(text)
  const told = (all: readonly (readonly [string, string])[]): string =>
    JSON.stringify(all.map(([name, value]) => JSON.stringify([name.toLowerCase(), value])).toSorted())
  const there = before.entries.find((each) => each.dn.toLowerCase() === dn.toLowerCase() && each.changes.length === 0)
  if (there !== undefined) {
    return told(there.attributes.map(({ name, value }) => [name, value])) === told(attributes)
      ? unchanged
      : { cannot: 'there is an entry of that name already, and it says something else' }
  }
  const isApart = text.trim() === '' || /\n[ \t\r]*\n$/.test(text)
  const lines = [['dn', dn] as const, ...attributes].map(([name, value]) => `${name}${attributeText(value)}`).join('\n')
  const edits = [linesAtEnd(text, `${isApart ? '' : '\n'}${lines}`)]
  const after = parseLdif(applyEdits(text, edits))
  const last = after.entries.at(-1)
  const isMeant =
    last !== undefined &&
    after.problems.length <= before.problems.length &&
    after.entries.length === before.entries.length + 1 &&
    last.dn === dn &&
    last.changes.length === 0 &&
    told(last.attributes.map(({ name, value }) => [name, value])) === told(attributes) &&
    JSON.stringify(after.entries.slice(0, -1)) === JSON.stringify(before.entries)
  return isMeant ? { edits, notes: [] } : cannotHold
}
