import { holds, view } from '../../model/fact.ts'
import type { Channel, Component, Deployment, Listener } from '../../model/graph.ts'
import { componentOf, channelsTo, listenersOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { RemedyTools } from '../../model/remedy.ts'
import type { Identity } from '../../model/want.ts'
import { isResolved } from '../../model/setting.ts'
import { isAddress } from '../../protocols/address.ts'
import { tlsPortBeside } from '../../protocols/tls-ports.ts'

/** How a server shows who it is: by what is there and fits, or by a new certificate. */
export interface Shown {
  /** Absent: the certificate that is there stays. */
  readonly identity?: Identity
  readonly authority: string
  /** Where TLS is spoken. */
  readonly port: number
}

/** @param isFaulty the certificate that is there does not do */
export async function shownBy(listener: Listener, deployment: Deployment, isFaulty: boolean, tools: RemedyTools): Promise<Shown> {
  const component = componentOf(deployment, listener.component)
  const port = tlsPortOf(listener, deployment)
  const names = namesOf(listener, deployment, component)
  const kept = isFaulty || component === undefined ? undefined : keptAuthority(component, deployment, port, names)
  if (kept !== undefined) return { authority: kept, port }
  const identity = await tools.identity(listener.component, names)
  return { identity, authority: identity.authority, port }
}

/** The port of a listener that has TLS already, or one beside the plain one. */
function tlsPortOf(listener: Listener, deployment: Deployment): number {
  if (holds(listener.tls, 'required')) return listener.port
  const others = listenersOf(deployment, listener.component)
  const secure = others.find(
    ({ port, protocol, purpose, tls }) => port !== listener.port && protocol === listener.protocol && purpose === listener.purpose && !isPlain(tls),
  )
  // StartTLS on the plain port is no port for TLS: `ldap`
  const own = holds(listener.tls, 'optional') || holds(listener.tls, 'none')
  if (!own) return listener.port
  if (secure !== undefined) return secure.port
  return tlsPortBeside(listener.protocol, listener.port, new Set(others.map((each) => each.port)))
}

function isPlain(tls: Listener['tls']): boolean {
  const seen = view(tls)
  return !seen.known || seen.value === 'none'
}

/** The authority beside the certificate of before, where that certificate is for all names in use. */
function keptAuthority({ id, input }: Component, deployment: Deployment, port: number, names: readonly string[]): string | undefined {
  const server = deployment.certificates.find(({ listener }) => listener === `${id}:${port}`)
  const beside = input.open(ownFilesOf(input).authority)
  if (server === undefined || server.keyMatches === false || beside.state !== 'text') return undefined
  const fits = names.every((name) => isAddress(name) || server.names.includes(name.toLowerCase()))
  return fits ? beside.text : undefined
}

/** Every name by which others reach the component, and the machine's own. */
export function namesOf(listener: Listener, deployment: Deployment, component: Component | undefined): readonly string[] {
  const used = channelsTo(deployment, listener.component).map(({ host }) => host)
  const given = component?.input.names.map(({ name }) => name) ?? []
  return [...new Set([listener.component, ...given, ...used, 'localhost', '127.0.0.1', '::1'].map((name) => name.toLowerCase()))].filter(isName)
}

function isName(text: string): boolean {
  // a number alone is no name: nobody is sure whether it is an address (WHATWG URL, host parsing)
  return isAddress(text) || (/^[a-z0-9_](?:[a-z0-9_.-]{0,250}[a-z0-9_])?$/.test(text) && !/(?:^|\.)\d+$/.test(text))
}

/** Whether a client's end is already as it is to be. */
export function trusts(channel: Channel, port: number): boolean {
  const verification = view(channel.verification)
  return holds(channel.encryption, 'required') && (!verification.known || verification.value === 'name') && channel.port === port
}

/** A password that is written out, so that the other end can be given it. */
export function knownPassword(channel: Channel): string | undefined {
  return channel.password !== undefined && channel.password.value !== '' && isResolved(channel.password) ? channel.password.value : undefined
}
