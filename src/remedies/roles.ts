import type { FailedVerdict } from '../model/control.ts'
import type { Channel, Deployment, Listener } from '../model/graph.ts'
import { channelOf, componentOf, serverOf } from '../model/lookup.ts'
import type { Answers, LeftOpen, Proposed, Remedy, RemedyTools, Step } from '../model/remedy.ts'
import { isResolved } from '../model/setting.ts'
import type { ConnectCredential, WantServe } from '../model/want.ts'

/** Programs that log in as the administrator of a server get accounts of their own, which may use their databases and nothing else. */
export const roles: Remedy = {
  id: 'roles',
  title: 'accounts of programs',
  answers: ['identity/administrator'],
  propose({ deployment, failed }, tools) {
    const found = new Map<string, { readonly server: Listener; readonly clients: Channel[] }>()
    const elsewhere: LeftOpen[] = []
    for (const verdict of failed) {
      const channel = channelOf(deployment, verdict.judgement.subject)
      const server = channel === undefined ? undefined : serverOf(deployment, channel)
      if (channel === undefined || server === undefined) elsewhere.push(otherEnd(verdict))
      else {
        const known = found.get(server.id) ?? { server, clients: [] }
        known.clients.push(channel)
        found.set(server.id, known)
      }
    }
    return [...elsewhere, ...[...found.values()].flatMap(({ server, clients }) => proposeFor(server, clients, deployment, tools))]
  },
}

function otherEnd({ control, judgement }: FailedVerdict): LeftOpen {
  return {
    answers: [{ control, subject: judgement.subject }],
    reason: 'other-end',
    why: 'the server is not one of the components here: its operator has to make an account for each program',
  }
}

/** Programs whose log-in stands at one place have one account. */
interface Group {
  readonly channels: readonly Channel[]
  readonly credential: Required<ConnectCredential>
}

function proposeFor(server: Listener, clients: readonly Channel[], deployment: Deployment, tools: RemedyTools): readonly Proposed[] {
  const stuck: LeftOpen[] = []
  const able: Group[] = []
  for (const group of groups(server, clients, deployment, tools)) {
    const trouble =
      group.channels
        .map((channel) => tools.trouble(channel.from, { kind: 'connect', channel: channel.id, credential: group.credential }))
        .find((each) => each !== undefined) ?? tools.trouble(server.component, wantOf(server, [group]))
    if (trouble === undefined) able.push(group)
    else stuck.push({ answers: answersOf(group), ...trouble })
  }
  // what somebody makes who stays the administrator, the others could not use
  const left = new Set(clients.filter(({ id }) => stuck.some(({ answers }) => answers.some(({ subject }) => subject === id))).map(databaseOf))
  const held = able.filter(({ channels }) => channels.some((channel) => left.has(databaseOf(channel))))
  const why = `${stuck.flatMap(({ answers }) => answers.map(({ subject }) => subject?.split('->')[0])).join(', ')} could not follow, and uses the same database: ${stuck[0]?.why ?? ''}`
  const open: LeftOpen[] = [...stuck, ...held.map((group) => ({ answers: answersOf(group), reason: stuck[0]!.reason, why }))]
  const moved = able.filter((group) => !held.includes(group))
  if (moved.length === 0) return open
  const names = moved.flatMap(({ channels }) => channels.map(({ from }) => from))
  return [
    ...open,
    {
      id: `roles ${server.id} ${names.toSorted().join(' ')}`,
      title: `${[...new Set(names)].join(', ')}: ${moved.length === 1 ? 'an account' : 'accounts'} at ${server.component} with no right but to ${names.length === 1 ? 'its' : 'their'} own data, in place of the administrator's`,
      answers: moved.flatMap(answersOf),
      steps: [
        { component: server.component, phase: 'accept', does: wantOf(server, moved) },
        ...moved.flatMap(({ channels, credential }) =>
          channels.map((channel): Step => ({ component: channel.from, phase: 'switch', does: { kind: 'connect', channel: channel.id, credential } })),
        ),
      ],
      risks: [
        `what takes an administrator of ${server.component} fails: extensions that are not trusted, accounts or databases that a program makes; its log tells`,
      ],
    },
  ]
}

function wantOf({ port }: Listener, moved: readonly Group[]): WantServe {
  return {
    kind: 'serve',
    port,
    login: {
      anonymous: 'kept',
      accounts: moved.map(({ channels, credential }) => ({
        ...credential,
        power: 'application',
        isNew: true,
        databases: [...new Set(channels.flatMap(({ database }) => (database === undefined || !isResolved(database) ? [] : [database.value])))],
        clients: [...new Set(channels.map(({ from }) => from))],
      })),
    },
  }
}

function groups({ component, id }: Listener, clients: readonly Channel[], deployment: Deployment, tools: RemedyTools): readonly Group[] {
  const found = new Map<string, Channel[]>()
  for (const channel of clients) {
    const [place] = channel.user?.trail ?? []
    const key = place === undefined ? channel.from : `${place.file}:${place.line}`
    found.set(key, [...(found.get(key) ?? []), channel])
  }
  // one program may have several connections, each with a log-in of its own
  const merged: Channel[][] = []
  for (const channels of found.values()) {
    const known = merged.find((each) => each.some(({ from }) => channels.some((channel) => channel.from === from)))
    if (known === undefined) merged.push(channels)
    else known.push(...channels)
  }
  const taken = new Set(deployment.accounts.filter((account) => account.component === component).map(({ user }) => user?.value.toLowerCase()))
  for (const { user } of clients) taken.add(user?.value.toLowerCase())
  return merged.map((channels) => {
    const name = nameFor(channels, deployment)
    const user = [name, `${name}_app`, ...channels.map(({ from }) => `${name}_${from}`)].find((each) => !taken.has(each.toLowerCase())) ?? name
    taken.add(user.toLowerCase())
    return { channels, credential: { user, password: tools.secret(`${id.split(':')[0]}-${user}`) } }
  })
}

/** Of several components that are one product that product's, else that of the first. */
function nameFor(channels: readonly Channel[], deployment: Deployment): string {
  const members = [...new Set(channels.map(({ from }) => from))]
  const products = new Set(members.map((from) => componentOf(deployment, from)?.technology))
  const [product] = products
  return members.length > 1 && products.size === 1 && product !== undefined ? product : members[0]!
}

function databaseOf({ database }: Channel): string {
  return database?.value ?? ''
}

function answersOf({ channels }: Group): readonly Answers[] {
  return channels.map(({ id }) => ({ control: 'identity/administrator', subject: id }))
}
