import type { FailedVerdict } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import type { Channel } from '../../model/graph.ts'
import type { RemedyTools, Trouble } from '../../model/remedy.ts'
import type { ConnectTrust, ServeLogin, ServeTls } from '../../model/want.ts'
import type { Concerned } from './concerned.ts'
import type { Shown } from './identity.ts'
import { trusts } from './identity.ts'
import type { Logins } from './logins.ts'

/** One of the two things that a connection gets, at both ends. */
export interface Part<Serve, Connect> {
  /** What the server is to do while clients change; absent where it cannot do both. */
  readonly accept?: Serve
  /** Absent where a client is left that cannot follow. */
  readonly close?: Serve
  /** The server does it already. */
  readonly isAsked?: true
  /** What each client gets, by channel. */
  readonly connect: ReadonlyMap<string, Connect>
  /** Clients that cannot follow, by channel. */
  readonly stuck: ReadonlyMap<string, Trouble>
}

export type TlsPart = Part<ServeTls, ConnectTrust>
export type LoginPart = Part<ServeLogin, Logins['credentials'] extends ReadonlyMap<string, infer One> ? One : never>

const ofLogins = new Set(['password-not-asked', 'password-missing', 'user-refused'])

/** Clients that nothing can be said of: they are turned away by a server that closes. */
function unknownClients({ listener, clients, unseen }: Concerned): readonly (readonly [string, Trouble])[] {
  const server = listener.component
  if (clients.length === 0 && unseen.length === 0)
    return [[`nobody->${server}`, { reason: 'needs-person', why: `nobody here is known to use ${server}: who does would be turned away` }]]
  return unseen.map((id) => [
    `${id}->${server}`,
    { reason: 'needs-person', why: `${id} starts after ${server}, and how it connects is not in the files: it might be turned away` },
  ])
}

/** What a verdict is about. */
export function partOf({ control, judgement }: FailedVerdict): 'tls' | 'login' {
  if (control === 'channel/coherent') return ofLogins.has(judgement.discriminator ?? '') ? 'login' : 'tls'
  return control === 'channel/authenticated' || control === 'listener/authenticated' || control === 'listener/anonymous-access' ? 'login' : 'tls'
}

/** Both ends of TLS; a reason where the server cannot have it. */
export function tlsPart(concerned: Concerned, shown: Shown, tools: RemedyTools): TlsPart | Trouble {
  const { listener, clients } = concerned
  const serve = (plaintext: ServeTls['plaintext']): ServeTls => ({
    port: shown.port,
    plaintext,
    ...(shown.identity === undefined ? {} : { identity: shown.identity }),
  })
  const trouble = (tls: ServeTls): Trouble | undefined => tools.trouble(listener.component, { kind: 'serve', port: listener.port, tls })
  const never = trouble(serve('refused'))
  if (never !== undefined) return never
  const trust = { authority: shown.authority, port: shown.port }
  const changing = clients.filter((channel) => shown.identity !== undefined || !trusts(channel, shown.port))
  const stuck = new Map([
    ...troubles(changing, (channel) => tools.trouble(channel.from, { kind: 'connect', channel: channel.id, trust })),
    ...unknownClients(concerned),
  ])
  const accept = serve('kept')
  const isGradual = !changing.some((channel) => takesUpTls(channel, shown.port)) && trouble(accept) === undefined
  const first = [...stuck.values()][0]
  if (!isGradual && first !== undefined) return first
  return {
    ...(isGradual ? { accept } : {}),
    ...(stuck.size === 0 ? { close: serve('refused') } : {}),
    connect: new Map(changing.filter(({ id }) => !stuck.has(id)).map(({ id }) => [id, trust])),
    stuck,
  }
}

/** A client that goes on with TLS as soon as it is offered, and verifies it: until it knows the authority, a server that offers it turns it away. */
function takesUpTls({ encryption, verification, port }: Channel, at: number): boolean {
  return port === at && holds(encryption, 'optional') && (holds(verification, 'chain') || holds(verification, 'name'))
}

/** Both ends of the log-in, in the best way that the server has. */
export function loginPart(concerned: Concerned, ways: readonly Logins[], tools: RemedyTools): LoginPart | Trouble {
  const { listener } = concerned
  let why: Trouble | undefined
  for (const { accounts, credentials, stuck: unable, isAsked } of ways) {
    const stuck = isAsked === true ? unable : new Map([...unable, ...unknownClients(concerned)])
    if (isAsked === true) return { isAsked, connect: credentials, stuck }
    const serve = (anonymous: ServeLogin['anonymous']): ServeLogin => ({ accounts, anonymous })
    const trouble = (login: ServeLogin): Trouble | undefined => tools.trouble(listener.component, { kind: 'serve', port: listener.port, login })
    const never = trouble(serve('refused'))
    why ??= never
    if (never !== undefined) continue
    const accept = serve('kept')
    const isGradual = trouble(accept) === undefined
    const first = [...stuck.values()][0]
    if (first !== undefined && (!isGradual || credentials.size === 0)) return first
    return { ...(isGradual ? { accept } : {}), ...(stuck.size === 0 ? { close: serve('refused') } : {}), connect: credentials, stuck }
  }
  return why ?? { reason: 'no-remedy', why: `nobody is known to log in to ${listener.component}` }
}

/** Why clients cannot; what their product is known not to have is the better reason. */
function troubles(clients: readonly Channel[], of: (channel: Channel) => Trouble | undefined): ReadonlyMap<string, Trouble> {
  return new Map(
    clients.flatMap((channel) => {
      const found = of(channel)
      if (found === undefined) return []
      return [[channel.id, channel.cannot !== undefined ? { reason: 'product-cannot' as const, why: channel.cannot } : found] as const]
    }),
  )
}
