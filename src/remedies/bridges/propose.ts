import { holds } from '../../model/fact.ts'
import type { Channel, Deployment, Listener } from '../../model/graph.ts'
import { channelsTo, endName, listenersOf } from '../../model/lookup.ts'
import type { LeftOpen, Proposed, RemedyTools, Step, Trouble } from '../../model/remedy.ts'
import type { Identity, ServeTls, WantBridge } from '../../model/want.ts'
import { shownBy } from '../channels/identity.ts'
import { occupant, sidecarName } from './place.ts'

interface Planned {
  readonly channel: Channel
  readonly want: WantBridge
}

/** What clients show, by component, and what the server is to do then. */
interface Certificates {
  readonly shown: ReadonlyMap<string, Identity>
  readonly tls: ServeTls
}

/** One server's clients that need a bridge: those that stand on one line of settings change together, or not at all. */
export async function bridgeTo(
  listener: Listener,
  channels: readonly Channel[],
  deployment: Deployment,
  tools: RemedyTools,
): Promise<readonly Proposed[]> {
  const shown = await shownBy(listener, deployment, false, tools)
  const secure = listenersOf(deployment, listener.component).find(({ port }) => port === shown.port)
  // the server does not speak TLS yet, or shows a certificate of somebody else's
  if (shown.identity !== undefined || secure === undefined || holds(secure.tls, 'none')) return []
  const certificates = await certificatesFor(listener, secure, channels, deployment, shown.authority, tools)
  const possible: Planned[] = []
  const open: LeftOpen[] = []
  for (const channel of channels) {
    const identity = certificates?.shown.get(channel.from)
    const want: WantBridge = {
      kind: 'bridge',
      name: sidecarName(channel, deployment),
      protocol: channel.protocol,
      port: channel.port ?? listener.port,
      to: { host: channel.host, port: shown.port },
      authority: shown.authority,
      ...(identity === undefined ? {} : { identity }),
    }
    const why = troubleWith(channel, want, deployment, tools)
    if (why === undefined) possible.push({ channel, want })
    else open.push(leave(channel, why))
  }
  const planned = together(possible, deployment)
  for (const { channel } of possible.filter((each) => !planned.includes(each)))
    open.push(leave(channel, { reason: 'would-break', why: `who reads ${endName(channel)} from the same line gets no bridge` }))
  if (planned.length === 0) return open
  const names = planned.map(({ channel }) => channel.from).join(', ')
  const closes = certificates !== undefined && open.length === 0 ? closing(listener, certificates.tls) : []
  return [
    ...open,
    {
      id: `bridge ${planned.map(({ channel }) => channel.id).join(', ')}`,
      title: `${names} ${planned.length === 1 ? 'reaches' : 'reach'} ${listener.id} through a bridge with TLS that verifies it${closes.length === 0 ? '' : ', and the server asks for its certificate'}`,
      answers: planned.flatMap(({ channel: { id } }) => ['channel/encrypted', 'channel/authenticated'].map((control) => ({ control, subject: id }))),
      steps: [...planned.flatMap(stepsFor), ...closes],
      risks: [
        `a bridge ends with the network of its program and comes back with it: the first connection after a restart may be refused for a few seconds`,
      ],
    },
  ]
}

function stepsFor({ channel, want }: Planned): readonly Step[] {
  return [
    { component: channel.from, phase: 'switch', does: want },
    { component: channel.from, phase: 'switch', does: { kind: 'readdressed', old: channel.host, host: '127.0.0.1', places: channel.evidence } },
  ]
}

function troubleWith(channel: Channel, want: WantBridge, deployment: Deployment, tools: RemedyTools): Trouble | undefined {
  const other = occupant(channel.from, want.port, deployment)
  if (other !== undefined) return { reason: 'would-break', why: `${other} listens on port ${want.port} itself: a bridge beside it has no port` }
  for (const { does } of stepsFor({ channel, want })) {
    const trouble = tools.trouble(channel.from, does)
    if (trouble !== undefined) return trouble
  }
  return undefined
}

function leave({ id }: Channel, trouble: Trouble): LeftOpen {
  return { answers: [{ control: 'channel/encrypted', subject: id }], ...trouble }
}

/** Those of which everybody who reads the same line gets a bridge too: others would be led to a loopback where nobody listens. */
function together(planned: readonly Planned[], deployment: Deployment): readonly Planned[] {
  const own = new Set(planned.map(({ channel }) => channel))
  const kept = planned.filter(({ channel }) =>
    deployment.channels.every((other) => own.has(other) || other.from === channel.from || !isOnOneLine(other, channel)),
  )
  return kept.length === planned.length ? kept : together(kept, deployment)
}

function isOnOneLine(one: Channel, other: Channel): boolean {
  return one.evidence.some((place) => other.evidence.some(({ file, line }) => place.file === file && place.line === line))
}

/**
 * A bridge cannot log in where its program gives no password: no engine puts one into a connection. The server may ask for a certificate
 * instead, where all of its clients come through bridges, and its authority still issues.
 */
async function certificatesFor(
  { component, authentication, port }: Listener,
  secure: Listener,
  channels: readonly Channel[],
  deployment: Deployment,
  authority: string,
  tools: RemedyTools,
): Promise<Certificates | undefined> {
  if (!holds(authentication, 'none') && !holds(secure.authentication, 'certificate')) return undefined
  const clients = channelsTo(deployment, component).filter(({ fromOutside }) => fromOutside !== true)
  if (clients.some((client) => client.port !== port && client.port !== secure.port)) return undefined
  if (clients.some((client) => !channels.includes(client))) return undefined
  if (channels.some(({ password }) => password !== undefined)) return undefined
  const found = new Map<string, Identity>()
  for (const { from } of channels) {
    const identity = await tools.identity(from, [from], 'client')
    if (identity.authority !== authority) return undefined
    found.set(from, identity)
  }
  const health = await tools.identity(component, [component], 'client')
  const tls: ServeTls = { port: secure.port, plaintext: 'refused', clients: { health } }
  return tools.trouble(component, { kind: 'serve', port, tls }) === undefined ? { shown: found, tls } : undefined
}

/** Who came from outside of the networks goes on coming by the same port. */
function closing({ component, port, publications }: Listener, tls: ServeTls): readonly Step[] {
  const close: Step = { component, phase: 'close', does: { kind: 'serve', port, tls } }
  if (publications.length === 0 || tls.port === port) return [close]
  return [close, { component, phase: 'close', does: { kind: 'publication', port, to: { port: tls.port } } }]
}
