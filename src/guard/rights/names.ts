import type { Resource, Subject } from '../acl/types.ts'
import type { Principal } from '../model/principal.ts'

const kinds = { person: 'user', group: 'group', key: 'key', worker: 'worker' } as const

/** `person:ldap:7`, `group:ldap:planners`, `key:ID`, `worker:spiffe://...`, as rights and records write them. */
export function subjectNamed(text: string): Subject | undefined {
  const { kind, id } = /^(?<kind>person|group|key|worker):(?<id>.+)$/s.exec(text)?.groups ?? {}
  return kind === undefined || id === undefined ? undefined : { kind: kinds[kind as keyof typeof kinds], id }
}

export function subjectOf({ kind, id }: Principal): Subject {
  return { kind: kinds[kind], id }
}

/** What the right of a route is on: `route:...`, a thing of the program (`project:7`), or the component. */
export function resourceNamed(name: string): Resource {
  if (name.startsWith('route:')) return { kind: 'route', id: name.slice('route:'.length) }
  return name.includes(':') ? { kind: 'resource', id: name } : { kind: 'component', id: name }
}
