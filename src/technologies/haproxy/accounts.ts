import { setting, withText } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import type { Section } from './sections.ts'

/** Users of `userlist` sections; those of `insecure-password` have it in clear text, and `password` a hash. */
export function listedUsers(sections: readonly Section[]): readonly AccountReading[] {
  return sections.flatMap(({ kind, lines }) => {
    if (kind !== 'userlist') return []
    return lines.flatMap(({ words, from }) => {
      const [word, name = '', form, value] = words
      if (word !== 'user' || name === '') return []
      const plain = form === 'insecure-password' && value !== undefined
      const password = plain ? { password: { ...setting(value), trail: from.trail, unresolved: withText(from, value).unresolved } } : {}
      return [{ user: withText(from, name), power: 'application' as const, key: 'userlist', ...password }]
    })
  })
}
