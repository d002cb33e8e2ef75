import type { EgressEntry } from './list.ts'

/** Configuration for another program, and what of the list that program cannot keep: one sentence each. */
export interface Rendering {
  readonly text: string
  readonly cannotKeep: readonly string[]
}

/** Where the components of each role send from, in CIDR: other programs know addresses alone. */
export type RoleSources = Readonly<Record<string, readonly string[]>>

/** Roles of an entry that a program can tell apart, and a sentence for those that it cannot. */
export function tellable(entry: EgressEntry, sources: RoleSources): { readonly roles: readonly string[]; readonly said: readonly string[] } {
  const known = (role: string): boolean => Object.hasOwn(sources, role) && (sources[role]?.length ?? 0) > 0
  return {
    roles: entry.roles.filter(known),
    said: entry.roles.filter((role) => !known(role)).map((role) => `${entry.id}: ${role} has no address to be told by, so it gets nothing.`),
  }
}

/** A text for a comment: one line without what could end it. */
export function commentOf(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ').slice(0, 100)
}

export function isInForce(exception: { readonly until: number } | undefined, now: number): boolean {
  return exception !== undefined && now < exception.until
}

export function dateOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}
