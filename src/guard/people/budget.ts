/** How often somebody may be wrong: for each account, and for each network that tries come from. */
export interface Budget {
  /** Whether one more try may be made; it counts at once, so that many at a time are no more than one after the other. */
  readonly take: (account: string, remote: string) => boolean
  /** The account's log-in succeeded: its own count begins anew, the network's does not. */
  readonly succeeded: (account: string) => void
}

export interface BudgetSettings {
  readonly perAccount: number
  readonly perNetwork: number
  /** Milliseconds in which tries are counted. */
  readonly window: number
  readonly now: () => number
}

const most = 50_000

/** Counts tries. Accounts are those that a name leads to, in one spelling, so that no other spelling brings new tries. */
export function budget({ perAccount, perNetwork, window, now }: BudgetSettings): Budget {
  const tries = new Map<string, { count: number; since: number }>()
  const taken = (key: string, limit: number): boolean => {
    const moment = now()
    const kept = tries.get(key)
    const own = kept === undefined || moment - kept.since >= window ? { count: 0, since: moment } : kept
    own.count++
    tries.delete(key)
    tries.set(key, own)
    // the oldest go first: whoever fills the table with names pays with the network's own count
    if (tries.size > most) for (const [oldest] of tries) if (tries.size > most) tries.delete(oldest)
    return own.count <= limit
  }
  return {
    take: (account, remote) => {
      const network = taken(`network ${networkOf(remote)}`, perNetwork)
      return taken(`account ${spelled(account)}`, perAccount) && network
    },
    succeeded: (account) => void tries.delete(`account ${spelled(account)}`),
  }
}

/** What a directory takes for the same name: case, spaces around it and compatible characters make no other one (RFC 4518). */
function spelled(account: string): string {
  return account.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** The /24 of an IPv4 address, the /64 of an IPv6 one. */
export function networkOf(remote: string): string {
  const four = /^(?:::ffff:)?(?<net>\d+\.\d+\.\d+)\.\d+$/i.exec(remote)?.groups?.['net']
  if (four !== undefined) return `${four}.0/24`
  const [head = '', tail] = remote.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const all = tail === undefined ? groups : [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0'), ...rest]
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
