import { createHash } from 'node:crypto'
import { within } from '../decide/within.ts'

/** How often somebody may be wrong: for each account, and for each network that tries come from. What rejects is a refusal. */
export interface Budget {
  /** Whether one more try may be made; it counts at once, so that many at a time are no more than one after the other. */
  readonly take: (account: string, remote: string) => Promise<boolean>
  /** The account's log-in succeeded: its own count begins anew, the network's does not. */
  readonly succeeded: (account: string) => Promise<void>
}

/** Counts for all guards together. */
export interface BudgetStore {
  /** How often this was within its window (milliseconds), this time counted. */
  readonly take: (name: string, window: number, now: number) => Promise<number>
  readonly reset: (name: string) => Promise<void>
}

export interface BudgetSettings {
  readonly store: BudgetStore
  readonly perAccount: number
  readonly perNetwork: number
  /** Milliseconds in which tries are counted. */
  readonly window: number
  readonly now: () => number
}

/** Milliseconds in which the store has to answer: nobody is let in, and nobody's try is made, while it does not. */
const patience = 2000

/**
 * Counts tries. Accounts are those that a name leads to, in one spelling, so that no other spelling brings new tries. A network that has none left
 * takes none from accounts: nobody is shut out by who may not try any more.
 */
export function budget({ store, perAccount, perNetwork, window, now }: BudgetSettings): Budget {
  const taken = async (name: string): Promise<number> => within(patience, store.take(name, window, now()))
  return {
    take: async (account, remote) =>
      (await taken(`log-in network ${networkOf(remote)}`)) <= perNetwork && (await taken(accountName(account))) <= perAccount,
    succeeded: (account) => within(patience, store.reset(accountName(account))),
  }
}

/** By its hash: people type passwords where names belong. */
function accountName(account: string): string {
  return `log-in account ${createHash('sha256').update(spelled(account)).digest('base64url')}`
}

/** What a directory takes for the same name: case, spaces around it and compatible characters make no other one (RFC 4518). */
function spelled(account: string): string {
  return account.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** Who one household or machine is: an IPv4 address, also in an IPv6 one, or the /64 of an IPv6 address, all of which it has. */
export function sourceOf(remote: string): string {
  const four = /^(?:::ffff:)?(?<four>\d+\.\d+\.\d+\.\d+)$/i.exec(remote)?.groups?.['four']
  return four ?? networkOf(remote)
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
