import type { Resource, Subject } from '../acl/types.ts'
import type { Principal } from '../model/principal.ts'

const kinds = { person: 'user', group: 'group', system: 'key', worker: 'worker' } as const

/** `person:ldap:7`, `group:ldap:planners`, `system:OWNER` of keys, `worker:spiffe://...`. */
export function subjectNamed(text: string): Subject | undefined {
  const { kind, id } = /^(?<kind>person|group|system|worker):(?<id>.+)$/s.exec(text)?.groups ?? {}
  return kind === undefined || id === undefined ? undefined : { kind: kinds[kind as keyof typeof kinds], id }
}

/** As rights are written. */
export function subjectText({ kind, id }: Subject): string {
  const [name = kind] = Object.entries(kinds).find(([, one]) => one === kind) ?? []
  return `${name}:${id}`
}

export function subjectOf(principal: Principal): Subject {
  if (principal.kind === 'key') return { kind: 'key', id: principal.owner }
  return { kind: kinds[principal.kind], id: principal.id }
}

/** What the right of a route is on: `route:...`, a thing of the program (`project:7`), or the component. */
export function resourceNamed(name: string): Resource {
  if (name.startsWith('route:')) return { kind: 'route', id: name.slice('route:'.length) }
  return name.includes(':') ? { kind: 'resource', id: name } : { kind: 'component', id: name }
}
