import type { Protocol } from '../model/vocabulary.ts'

/** Accounts with all rights that servers of a protocol come with, whoever set them up. Names as the servers compare them: in lower case. */
const names: ReadonlyMap<Protocol, ReadonlySet<string>> = new Map([
  ['postgres', new Set(['postgres'])],
  ['mysql', new Set(['root'])],
  ['mssql', new Set(['sa'])],
  ['oracle', new Set(['sys', 'system'])],
  ['elasticsearch', new Set(['elastic'])],
])

/** The names that directories give their manager: `cn=admin,dc=…` of Debian, `cn=Manager` of OpenLDAP, `cn=Directory Manager` of 389. */
const managers = /^cn=(?:admin|administrator|manager|root|directory\s?manager)(?:,|$)/

/** The user is one that servers of this protocol come with as administrator. A name alone is no proof: it may have been renamed or made less. */
export function isBuiltInAdministrator(protocol: Protocol, user: string): boolean {
  const name = user.trim().toLowerCase()
  if (protocol === 'ldap') return managers.test(name)
  return names.get(protocol)?.has(name) === true
}
