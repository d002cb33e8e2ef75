import type { Editor } from '../edit.ts'
import { parseLdif } from '../ldif.ts'
import { addLine } from './line.ts'
import { settingsEditor } from './settings.ts'

/** Entries of LDIF: `['cn=config', 'olcSecurity']`. Entries are not made; changes (`changetype: modify`) are left as they are. */
export const ldifEdits: Editor<readonly string[], string> = settingsEditor({
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
  // safe of RFC 2849, and no blank at the end that somebody's editor takes away
  write: (value) => [/^(?![ :<])[\x20-\x7e]*(?<! )$/.test(value) ? `: ${value}` : `:: ${Buffer.from(value).toString('base64')}`],
  add: (text, path, written, found) => addLine(text, path, written, found, { separator: '', separators: /^$/ }),
  fold: (name) => name.toLowerCase(),
})
