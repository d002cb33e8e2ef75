import type { DirectoryFacts } from '../acl/types.ts'
import type { Recognised } from '../people/types.ts'

/**
 * What sources said of the people who have a session, for the access lists. Each session itself ends when nobody has vouched for its person
 * for six minutes; until then its groups hold.
 */
export function directoryFacts(people: readonly Recognised[], now: number): readonly DirectoryFacts[] {
  const bySource = new Map<string, { readonly group: string; readonly member: { readonly kind: 'user'; readonly id: string } }[]>()
  const seen = new Set<string>()
  for (const { id, groups } of people) {
    for (const group of groups) {
      const source = group.slice(0, group.indexOf(':'))
      const key = JSON.stringify([id, group])
      if (source === '' || seen.has(key)) continue
      seen.add(key)
      bySource.set(source, [...(bySource.get(source) ?? []), { group, member: { kind: 'user', id } }])
    }
  }
  return [...bySource].map(([source, memberships]) => ({ source, fetchedAt: now, maxAge: Number.MAX_SAFE_INTEGER, memberships }))
}
