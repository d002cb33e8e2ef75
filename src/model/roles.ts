import type { Role } from './vocabulary.ts'

const stores: ReadonlySet<Role> = new Set(['datastore', 'cache', 'broker', 'directory', 'storage', 'coordination'])

/** Keeps data, messages, accounts or locks for others. */
export function isStoreRole(role: Role): boolean {
  return stores.has(role)
}
