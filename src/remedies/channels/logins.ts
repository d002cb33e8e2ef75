import { view } from '../../model/fact.ts'
import type { Channel, Deployment } from '../../model/graph.ts'
import { channelsTo, componentOf } from '../../model/lookup.ts'
import type { RemedyTools, Trouble } from '../../model/remedy.ts'
import { isResolved } from '../../model/setting.ts'
import type { ConnectCredential, WantedAccount } from '../../model/want.ts'
import type { Concerned } from './concerned.ts'
import { knownPassword } from './identity.ts'

/** Who logs in with what: the accounts that the server is to know, and what each client is to be told. */
export interface Logins {
  readonly accounts: readonly WantedAccount[]
  /** By channel; clients that give a log-in already are not among them. */
  readonly credentials: ReadonlyMap<string, ConnectCredential>
  /** The server asks for a log-in already: nothing is to be changed there. */
  readonly isAsked?: true
  /** Clients that cannot log in, by channel. */
  readonly stuck: ReadonlyMap<string, Trouble>
}

/** Ways to give every client a log-in, the best one first: an account of its own, then the one that the server's settings create, one for all. */
export function loginsFor({ listener, clients }: Concerned, deployment: Deployment, tools: RemedyTools): readonly Logins[] {
  const server = listener.component
  const demands = view(listener.authentication)
  const existing = existingAccount(deployment, server, listener.port)
  const shared = existing === undefined ? [] : [withAccount(clients, existing, tools)]
  if (demands.known && demands.value !== 'none') {
    const none = clients.filter((channel) => !givesLogin(channel))
    const nobody: Trouble = { reason: 'needs-person', why: `no password of ${server} is written in the files: give each client an account by hand` }
    return shared.length > 0
      ? shared.map((each) => ({ ...each, isAsked: true as const }))
      : [{ isAsked: true, accounts: [], credentials: new Map(), stuck: new Map(none.map(({ id }) => [id, nobody])) }]
  }
  const silent = silentBehind(clients, deployment)
  const own = ownAccounts(clients, server, deployment, tools)
  return [own, ...shared, withAccount(clients, oneForAll(clients, server, tools), tools), withAdministrator(own, server, tools)].map((each) => ({
    ...each,
    stuck: new Map([...each.stuck, ...silent]),
  }))
}

/** Clients that pass on what they are sent, and are sent no log-in: nobody can put one in for them. */
function silentBehind(clients: readonly Channel[], deployment: Deployment): ReadonlyMap<string, Trouble> {
  return new Map(
    clients.flatMap((channel) => {
      const seen = view(channel.authentication)
      if (!seen.known || seen.value !== 'delegated') return []
      const silent = channelsTo(deployment, channel.from).find((behind) => behind.protocol === channel.protocol && !givesLogin(behind))
      if (silent === undefined) return []
      return [[channel.id, { reason: 'product-cannot' as const, why: silent.cannot ?? `${silent.from} gives no log-in` }] as const]
    }),
  )
}

/** The account that the server's own settings create, with its password. */
function existingAccount(deployment: Deployment, server: string, port: number): WantedAccount | undefined {
  const known = deployment.accounts.filter(
    ({ component, password, port: at }) =>
      component === server && (at === undefined || at === port) && password !== undefined && password.value !== '' && isResolved(password),
  )
  const account = known.find(({ power }) => power === 'application') ?? known[0]
  if (account?.password === undefined) return undefined
  return {
    ...(account.user === undefined ? {} : { user: account.user.value }),
    password: { name: `${server}-password`, value: account.password.value },
    power: account.power === 'application' ? 'application' : 'administrator',
    clients: [],
  }
}

/** A password without a name, for servers that know no users: the one that clients give already, or a new one. */
function oneForAll(clients: readonly Channel[], server: string, tools: RemedyTools): WantedAccount {
  const given = clients.flatMap((channel) => givenAccount(channel, `${server}-password`, 'application')).find(({ user }) => user === undefined)
  return given ?? { password: tools.secret(`${server}-password`), power: 'application', isNew: true, clients: [] }
}

/** Those that have none get that of the server; those that have one keep it. */
function withAccount(clients: readonly Channel[], account: WantedAccount, tools: RemedyTools): Logins {
  const credentials = new Map<string, ConnectCredential>()
  const stuck = new Map<string, Trouble>()
  for (const channel of clients.filter((each) => !givesLogin(each))) {
    const credential = { ...(account.user === undefined ? {} : { user: account.user }), password: account.password }
    const trouble = tools.trouble(channel.from, { kind: 'connect', channel: channel.id, credential })
    if (trouble === undefined) credentials.set(channel.id, credential)
    else stuck.set(channel.id, trouble)
  }
  const given = clients.flatMap((channel) => givenAccount(channel, channel.from, account.power))
  return { accounts: merged([{ ...account, clients: [...credentials.keys()] }, ...given]), credentials, stuck }
}

/** A new account for each client that has none; who cannot give a name shares one without. */
function ownAccounts(clients: readonly Channel[], server: string, deployment: Deployment, tools: RemedyTools): Logins {
  const accounts: WantedAccount[] = clients.flatMap((channel) => givenAccount(channel, `${server}-${channel.from}`, 'application'))
  const unnamed = accounts.find(({ user }) => user === undefined)?.password ?? tools.secret(`${server}-password`)
  const credentials = new Map<string, ConnectCredential>()
  const stuck = new Map<string, Trouble>()
  const together = new Map<string, Required<ConnectCredential>>()
  for (const channel of clients.filter((each) => !givesLogin(each) || !view(each.authentication).known)) {
    // programs whose address stands on one line share an account
    const place = channel.evidence[0] === undefined ? channel.from : `${channel.evidence[0].file}:${channel.evidence[0].line}`
    const named = together.get(place) ?? { user: channel.from, password: tools.secret(`${server}-${channel.from}`) }
    const possible = [named, { password: unnamed }]
    const troubles = possible.map((credential) => tools.trouble(channel.from, { kind: 'connect', channel: channel.id, credential }))
    const credential = possible.find((_, index) => troubles[index] === undefined)
    if (credential === undefined) {
      // what it gives today is not known: it may be enough
      if (!givesLogin(channel)) stuck.set(channel.id, troubles[0]!)
    } else {
      credentials.set(channel.id, credential)
      if (credential === named) together.set(place, named)
      accounts.push({ ...credential, power: 'application', isNew: true, ...usedBy(channel), clients: [channel.from] })
    }
  }
  const check = componentOf(deployment, server)?.input.isolation.healthcheck
  if (check !== undefined && !check.disabled)
    accounts.push({ user: 'ringwall-health', password: tools.secret(`${server}-health`), power: 'health', isNew: true, clients: [server] })
  return { accounts: merged(accounts), credentials, stuck }
}

/** For servers that nobody could administer any more: they come without an account. */
function withAdministrator(logins: Logins, server: string, tools: RemedyTools): Logins {
  const administrator: WantedAccount = {
    user: 'ringwall-admin',
    password: tools.secret(`${server}-admin`),
    power: 'administrator',
    isNew: true,
    clients: [],
  }
  return { ...logins, accounts: [...logins.accounts, administrator] }
}

function givesLogin(channel: Channel): boolean {
  const seen = view(channel.authentication)
  return channel.password !== undefined || !seen.known || seen.value !== 'none'
}

/** What a client gives already goes on opening the server. */
function givenAccount(channel: Channel, name: string, power: WantedAccount['power']): readonly WantedAccount[] {
  const value = knownPassword(channel)
  if (value === undefined) return []
  const user = channel.user?.value ?? ''
  return [{ ...(user === '' ? {} : { user }), password: { name, value }, power, ...usedBy(channel), clients: [channel.from] }]
}

function usedBy({ database }: Channel): Pick<WantedAccount, 'databases'> {
  return database === undefined || !isResolved(database) ? {} : { databases: [database.value] }
}

/** Equal log-ins are one account with several clients. */
function merged(accounts: readonly WantedAccount[]): readonly WantedAccount[] {
  const found = new Map<string, WantedAccount>()
  for (const account of accounts) {
    const key = `${account.user ?? ''}\0${account.password.value}`
    const known = found.get(key)
    const databases = [...new Set([...(known?.databases ?? []), ...(account.databases ?? [])])]
    const clients = [...new Set([...(known?.clients ?? []), ...account.clients])]
    found.set(key, { ...(known ?? account), ...(databases.length === 0 ? {} : { databases }), clients })
  }
  return [...found.values()]
}
