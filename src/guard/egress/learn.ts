import type { EgressEvent } from './events.ts'
import type { EgressEntry, EgressList } from './list.ts'

const placeholder = 'learned: to be written by its owner'

/**
 * The least list that permits what was seen and is not permitted yet: exact names, one entry for what the same roles reach on the same ports of
 * one host. What was refused, or asked for in the clear or under another name, is not learned. Purposes and owners are people's to write.
 */
export function learned(events: readonly EgressEvent[]): readonly EgressEntry[] {
  const bad = new Set(events.filter(isBad).map(keyOf))
  const wanted = events.filter((event) => event.outcome === 'opened' && event.entry === undefined && event.role !== '' && !bad.has(keyOf(event)))
  const byHost = grouped(wanted)
  return [...byHost]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([host, seen]) => {
      const ports = new Map<number, Set<string>>()
      for (const { port, role } of seen) ports.set(port, (ports.get(port) ?? new Set()).add(role))
      const byRoles = new Map<string, { roles: readonly string[]; ports: number[] }>()
      for (const [port, set] of [...ports].toSorted(([a], [b]) => a - b)) {
        const roles = [...set].toSorted()
        const one = byRoles.get(roles.join(' ')) ?? { roles, ports: [] }
        byRoles.set(roles.join(' '), one)
        one.ports.push(port)
      }
      return [...byRoles.values()].map((one, at) => ({
        id: `learned-${host.replaceAll(/[^a-z0-9.-]/g, '-').slice(0, 40)}-${at}`,
        host,
        ...one,
        purpose: placeholder,
        owner: placeholder,
      }))
    })
}

function isBad({ outcome, reason }: EgressEvent): boolean {
  return outcome === 'refused' || (outcome === 'reported' && (reason === 'not-tls' || reason === 'server-name' || reason === 'pin'))
}

function keyOf({ role, host, port }: EgressEvent): string {
  return JSON.stringify([role, host, port])
}

function grouped(events: readonly EgressEvent[]): Map<string, EgressEvent[]> {
  const groups = new Map<string, EgressEvent[]>()
  for (const event of events) groups.set(event.host, [...(groups.get(event.host) ?? []), event])
  return groups
}

export interface Usage {
  readonly entry: string
  readonly owner: string
  /** Connections that were opened by it. */
  readonly times: number
  /** Milliseconds since the epoch; absent where it was never used. */
  readonly last?: number
  /** Of these, how many were within TLS, which nobody here can read, and how many were not; what an older journal has is neither. */
  readonly tls: number
  readonly clear: number
  /** Requests of HTTP whose bodies were scanned, and such as were not handed on for what a scan said. */
  readonly scanned: number
  readonly unclean: number
  /** Roles and ports of it that nobody used. */
  readonly unusedRoles: readonly string[]
  readonly unusedPorts: readonly number[]
  /** An exception of it has ended. */
  readonly hasEnded: boolean
}

/** How each entry was used, those that never were first. */
export function usageOf({ entries }: EgressList, events: readonly EgressEvent[], now: number): readonly Usage[] {
  const usage = entries.map(({ id, owner, roles, ports, plaintext, inside }): Usage => {
    const used = events.filter(({ outcome, entry }) => outcome === 'opened' && entry === id)
    return {
      entry: id,
      owner,
      times: used.length,
      tls: used.filter(({ carried }) => carried === 'tls').length,
      clear: used.filter(({ carried }) => carried === 'clear').length,
      scanned: used.filter(({ carried }) => carried === 'scanned').length,
      unclean: events.filter(({ entry, reason }) => entry === id && (reason === 'infected' || reason === 'not-scanned')).length,
      ...(used.length === 0 ? {} : { last: Math.max(...used.map(({ at }) => at)) }),
      unusedRoles: roles.filter((role) => !used.some((event) => event.role === role)),
      unusedPorts: ports.filter((port) => !used.some((event) => event.port === port)),
      hasEnded: [plaintext, inside].some((exception) => exception !== undefined && exception.until <= now),
    }
  })
  return usage.toSorted((a, b) => (a.times === 0 ? 0 : 1) - (b.times === 0 ? 0 : 1))
}
