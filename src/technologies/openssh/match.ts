import { inNetwork } from '../../protocols/address.ts'

/** Who connects, as the criteria of a Match line ask. */
export interface Connection {
  readonly user: string
  readonly groups: readonly string[]
  readonly address: string
  /** The client's name; its address where there is none. */
  readonly host: string
  readonly localAddress?: string
  readonly localPort?: number
}

export interface Criterion {
  readonly kind: string
  readonly patterns: string
}

/** `User a,!b Address 192.0.2.0/24` as pairs; `all` and its kin stand alone. */
export function criteriaOf(args: readonly string[]): readonly Criterion[] {
  const words = args.flatMap((word) => /^([a-z-]+)=(.*)$/i.exec(word)?.slice(1) ?? [word])
  const found: Criterion[] = []
  for (let index = 0; index < words.length; index++) {
    const kind = words[index]!.toLowerCase()
    const alone = kind === 'all' || kind === 'canonical' || kind === 'final' || kind === 'invalid-user'
    found.push({ kind, patterns: alone ? '' : (words[index + 1] ?? '') })
    if (!alone) index++
  }
  return found
}

/** True when all criteria hold (sshd_config(5) of OpenSSH 9.2, Match). Criteria that nobody knows never do. */
export function matches(criteria: readonly Criterion[], connection: Connection): boolean {
  return criteria.every(({ kind, patterns }) => {
    if (kind === 'all') return true
    if (kind === 'user') return inList(patterns, [connection.user])
    if (kind === 'group') return inList(patterns, connection.groups)
    if (kind === 'host') return inList(patterns.toLowerCase(), [connection.host.toLowerCase()])
    if (kind === 'address') return inAddresses(patterns, connection.address)
    if (kind === 'localaddress') return connection.localAddress !== undefined && inAddresses(patterns, connection.localAddress)
    if (kind === 'localport') return connection.localPort !== undefined && patterns === String(connection.localPort)
    return false
  })
}

/** A list of patterns (ssh_config(5), PATTERNS): one that is negated and fits ends it, and at least one must fit. */
function inList(list: string, values: readonly string[]): boolean {
  const patterns = list.split(',')
  const fit = (pattern: string): boolean => values.some((value) => fits(value, pattern))
  if (patterns.some((pattern) => pattern.startsWith('!') && fit(pattern.slice(1)))) return false
  return patterns.some((pattern) => !pattern.startsWith('!') && fit(pattern))
}

function inAddresses(list: string, address: string): boolean {
  const patterns = list.split(',')
  const fit = (pattern: string): boolean => (pattern.includes('/') ? inNetwork(address, pattern) === true : fits(address, pattern))
  if (patterns.some((pattern) => pattern.startsWith('!') && fit(pattern.slice(1)))) return false
  return patterns.some((pattern) => !pattern.startsWith('!') && fit(pattern))
}

/** `*` and `?`, without going back more than to the last star. */
function fits(text: string, pattern: string): boolean {
  let at = 0
  let of = 0
  let star = -1
  let from = 0
  while (at < text.length) {
    if (of < pattern.length && (pattern.charAt(of) === '?' || (pattern.charAt(of) === text.charAt(at) && pattern.charAt(of) !== '*'))) {
      at++
      of++
    } else if (pattern.charAt(of) === '*') {
      star = of++
      from = at
    } else if (star !== -1) {
      of = star + 1
      at = ++from
    } else return false
  }
  while (pattern.charAt(of) === '*') of++
  return of === pattern.length
}
