import type { Unresolved } from '../../model/setting.ts'

/** `<db-password>`: words in angle brackets that somebody is meant to replace. Mail addresses and markup are none. */
const pattern = /<[A-Za-z][A-Za-z0-9 _./'-]{0,60}>/g

export function placeholders(text: string): readonly Unresolved[] {
  if (!text.includes('<') || text.length > 500 || text.includes('\n') || text.includes('</') || text.includes('/>')) return []
  const found = text.match(pattern)
  return found === null
    ? []
    : [...new Set(found)].map((hole) => ({ text: hole, kind: 'placeholder', why: `${hole} is a placeholder that is to be filled in` }))
}
