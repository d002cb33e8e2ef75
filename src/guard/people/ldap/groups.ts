import type { Client } from 'ldapts'
import { EqualityFilter, OrFilter } from 'ldapts'
import { found, valuesOf } from './client.ts'
import type { LdapSettings } from './settings.ts'

const deepest = 8
const most = 1000

/** The groups that somebody is in, also through groups; at most eight deep, a thousand in all. What is more than that is an error: less than all of them might leave out the one that forbids. */
export async function groupsOf(client: Client, dn: string, settings: LdapSettings): Promise<readonly string[]> {
  const { groups } = settings
  if (groups === undefined) return []
  const names = new Set<string>()
  const seen = new Set([dn.toLowerCase()])
  let level = [dn]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === deepest) throw new Error('groups are nested more than eight deep')
    const filter = new OrFilter({ filters: level.map((value) => new EqualityFilter({ attribute: groups.member, value })) })
    const entries = await found(client, { base: groups.base, filter, attributes: [groups.name], most })
    level = []
    for (const entry of entries) {
      for (const name of valuesOf(entry, groups.name)) names.add(`ldap:${name}`)
      if (seen.has(entry.dn.toLowerCase())) continue
      seen.add(entry.dn.toLowerCase())
      level.push(entry.dn)
    }
    if (seen.size > most) throw new Error('more than a thousand groups')
  }
  return [...names].toSorted()
}
