import { printable } from './words.ts'

/** Text for XML and HTML, in content and in quoted attributes. What could hide or reorder text becomes `?`. */
export function escape(text: string): string {
  return printable(text)
    .replace(/[\p{Cs}\uFFFE\uFFFF]/gu, '?')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** ` name="value"` for every value that is given; `true` stands alone. */
export function attributes(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== false)
  return given.map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`)).join('')
}

/** The text, cut to at most `length` characters with an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = text.match(/[^]/gu) ?? []
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}\u2026`
}
