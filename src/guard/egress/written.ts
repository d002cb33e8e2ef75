import type { EgressFile, EntryFile } from '../document/egress.ts'
import type { EgressEntry, EgressList } from './list.ts'
import type { RoleSources } from './rendering.ts'

/** The list as guard.yaml has it. An exception ends with its day (UTC). */
export function listOf({ mode, entries }: EgressFile): EgressList {
  return { mode, entries: entries.map(entryOf) }
}

function entryOf({ pins, plaintext, inside, ...plain }: EntryFile): EgressEntry {
  return {
    ...plain,
    ...(pins === undefined ? {} : { pins }),
    ...(plaintext === undefined ? {} : { plaintext: { why: plaintext.why, until: endOf(plaintext.until) } }),
    ...(inside === undefined ? {} : { inside: { why: inside.why, networks: inside.networks, until: endOf(inside.until) } }),
  }
}

export function sourcesOf({ roles }: EgressFile): RoleSources {
  return Object.fromEntries(Object.entries(roles).map(([role, { from }]) => [role, from]))
}

function endOf(day: string): number {
  return Date.parse(day) + 86_400_000
}
