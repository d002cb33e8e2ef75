import { contains, isNetwork } from '../model/network.ts'
import type { BodyReason } from '../relay/refusal.ts'
import type { Target } from './addresses.ts'
import { readHost, specialUse } from './addresses.ts'

/** Something that is permitted against the rule, for a reason and until a date. */
export interface Exception {
  /** Milliseconds since the epoch. */
  readonly until: number
  readonly why: string
}

export interface EgressEntry {
  readonly id: string
  /** A name, `*.example.com` for all names below one, or an address. */
  readonly host: string
  readonly ports: readonly number[]
  /** Which of the protected components. */
  readonly roles: readonly string[]
  readonly purpose: string
  readonly owner: string
  /** Keys of the server's own certificate: `sha256/` and the digest of its SubjectPublicKeyInfo in base64 (RFC 7469). */
  readonly pins?: readonly string[]
  /** Not TLS. */
  readonly plaintext?: Exception
  /** Addresses that are not of the Internet, in CIDR. */
  readonly inside?: Exception & { readonly networks: readonly string[] }
}

export interface EgressList {
  /** `report` lets pass what no entry permits, and tells it; addresses that are not of the Internet are refused in both. */
  readonly mode: 'enforce' | 'report'
  readonly entries: readonly EgressEntry[]
}

export type EgressReason =
  | 'malformed'
  | 'no-role'
  | 'not-listed'
  | 'port'
  | 'role'
  | 'special-address'
  | 'unresolved'
  | 'unreachable'
  | 'not-tls'
  | 'server-name'
  | 'pin'
  | 'budget'
  | 'deadline'
  | BodyReason

export interface Wish {
  readonly role: string
  readonly target: Target
  readonly port: number
}

export type Judged =
  | { readonly ok: true; readonly entry: EgressEntry }
  | { readonly ok: false; readonly reason: EgressReason; readonly detail: string }

/** The entry that permits a wish: one for the very name comes before one for all below it. */
export function judge({ entries }: EgressList, { role, target, port }: Wish): Judged {
  const about = entries.filter(({ host }) => matches(host, target)).toSorted((a, b) => rank(b.host) - rank(a.host))
  if (about.length === 0) return { ok: false, reason: 'not-listed', detail: `no entry is for ${target.host}` }
  const ports = about.filter((entry) => entry.ports.includes(port))
  if (ports.length === 0) return { ok: false, reason: 'port', detail: `no entry for ${target.host} is for port ${port}` }
  const entry = ports.find(({ roles }) => roles.includes(role))
  return entry === undefined ? { ok: false, reason: 'role', detail: `no entry for ${target.host}:${port} is for ${role}` } : { ok: true, entry }
}

function matches(host: string, target: Target): boolean {
  return host.startsWith('*.') ? target.kind === 'name' && target.host.endsWith(host.slice(1)) : host === target.host
}

function rank(host: string): number {
  return host.startsWith('*.') ? host.length : Infinity
}

/** Why an address may not be connected to, although its name is listed; undefined where it may. */
export function addressProblem(address: string, entry: EgressEntry | undefined, now: number): string | undefined {
  const use = specialUse(address)
  if (use === undefined) return undefined
  const { inside } = entry ?? {}
  if (inside !== undefined && now < inside.until && inside.networks.some((network) => contains(network, address))) return undefined
  return `${address} is ${use}`
}

export function isPlaintext({ plaintext }: EgressEntry, now: number): boolean {
  return plaintext !== undefined && now < plaintext.until
}

/** What is wrong with a list, one sentence each. */
export function listProblems({ mode, entries }: EgressList, now: number): readonly string[] {
  const ids = entries.map(({ id }) => id)
  return [
    ...(mode === 'enforce' || (mode as string) === 'report' ? [] : ['The mode is neither enforce nor report.']),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `Two entries have the id ${JSON.stringify(id)}.`),
    ...entries.flatMap((entry) => entryProblems(entry, now).map((problem) => `Entry ${JSON.stringify(entry.id)}: ${problem}.`)),
  ]
}

function entryProblems({ id, host, ports, roles, purpose, owner, pins = [], plaintext, inside }: EgressEntry, now: number): readonly string[] {
  const words = { purpose, owner, ...(plaintext && { 'why of its plaintext': plaintext.why }), ...(inside && { 'why of its addresses': inside.why }) }
  const ends = [plaintext, inside].filter((each) => each !== undefined)
  return [
    /^[\w.-]{1,64}$/.test(id) ? undefined : 'its id is not of letters, digits, dots and dashes',
    hostProblem(host),
    ports.length > 0 && ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536) ? undefined : 'ports are numbers from 1 to 65535',
    roles.length > 0 && roles.every((role) => /^[\w.-]{1,64}$/.test(role)) ? undefined : 'it names no role, or one that is none',
    ...Object.entries(words).map(([name, text]) => (/^[^\p{C}]*\S[^\p{C}]*$/u.test(text) ? undefined : `it does not say its ${name}`)),
    ...pins.map((pin) => (/^sha256\/[A-Za-z0-9+/]{43}=$/.test(pin) ? undefined : `not a pin: ${JSON.stringify(pin)}`)),
    ...ends.map(({ until }) =>
      Number.isSafeInteger(until) ? (until <= now ? 'an exception of it has ended' : undefined) : 'an exception of it has no date',
    ),
    ...(inside?.networks ?? []).map((network) => (isNetwork(network) ? undefined : `not a network in CIDR: ${JSON.stringify(network)}`)),
    plaintext !== undefined && pins.length > 0 ? 'pins without TLS are never looked at' : undefined,
  ].filter((problem) => problem !== undefined)
}

function hostProblem(host: string): string | undefined {
  const name = host.startsWith('*.') ? host.slice(2) : host
  const read = readHost(name)
  if (!read.ok) return `its host is ${read.why}`
  if (read.target.host !== name) return `its host is written ${JSON.stringify(read.target.host)}`
  if (!host.startsWith('*.')) return undefined
  return read.target.kind === 'name' && name.split('.').length > 1 ? undefined : 'it is for all names below a name of one label'
}
