import { compareVersions } from '../../protocols/version.ts'

/** A current HAProxy. */
const current = '3.0'

/** The condition of `.if` (manual 2.6, 2.4): what is not understood is taken to hold, so that it is read. */
export function holds(text: string, isDefined: (name: string) => boolean): boolean {
  if (text.length > 500) return true
  return text.split('||').some((some) => some.split('&&').every((each) => term(each.trim(), isDefined)))
}

function term(text: string, isDefined: (name: string) => boolean): boolean {
  if (text.startsWith('!')) return !term(text.slice(1).trim(), isDefined)
  if (/^\d+$/.test(text)) return Number(text) !== 0
  if (text === '') return false
  const [, name = '', inside = ''] = /^(\w{1,40})\(([^()]{0,400})\)$/.exec(text) ?? []
  const [first = '', second = ''] = inside.split(',').map((word) => word.trim())
  switch (name) {
    case 'defined':
      return isDefined(first)
    case 'streq':
      return first === second
    case 'strneq':
      return first !== second
    case 'version_atleast':
      return compareVersions(current, first) >= 0
    case 'version_before':
      return compareVersions(current, first) < 0
    default:
      return true
  }
}
