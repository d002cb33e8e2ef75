import type { Control, Judgement } from '../model/control.ts'
import { holds } from '../model/fact.ts'
import type { Channel, Deployment, Listener } from '../model/graph.ts'
import { channelOf, listenerOf, listenersOf, serverOf } from '../model/lookup.ts'
import type { WaiverCondition } from '../model/project.ts'
import type { Exposure } from '../model/vocabulary.ts'

/** Why a waiver's condition does not hold for what a judgement concerns; undefined when it holds. What nobody can tell does not hold. */
export function whyNot(
  when: WaiverCondition,
  { subject: type }: Pick<Control, 'subject'>,
  judgement: Judgement,
  deployment: Deployment,
): string | undefined {
  const channel = type === 'channel' ? channelOf(deployment, judgement.subject) : undefined
  const listeners = concerned(type, judgement, deployment, channel)
  return (
    (when.exposure === undefined ? undefined : tooFar(when.exposure, listeners)) ??
    (when.encryption === undefined ? undefined : notEncrypted(channel, listeners)) ??
    (when.onlyFrom === undefined ? undefined : alsoFrom(when.onlyFrom, listeners, deployment))
  )
}

/** The doors that a judgement is about; undefined when they are not known. */
function concerned(
  type: Control['subject'],
  judgement: Judgement,
  deployment: Deployment,
  channel: Channel | undefined,
): readonly Listener[] | undefined {
  if (type === 'deployment' || type === 'zone') return deployment.listeners
  if (type === 'listener') return known(listenerOf(deployment, judgement.subject))
  if (channel !== undefined) return known(serverOf(deployment, channel))
  return judgement.component === undefined ? undefined : listenersOf(deployment, judgement.component)
}

function known(listener: Listener | undefined): readonly Listener[] | undefined {
  return listener === undefined ? undefined : [listener]
}

const allowed: Readonly<Record<NonNullable<WaiverCondition['exposure']>, readonly Exposure[]>> = {
  component: ['component'],
  zone: ['component', 'zone'],
  loopback: ['component', 'zone', 'loopback'],
  host: ['component', 'zone', 'loopback', 'host'],
}

function tooFar(most: NonNullable<WaiverCondition['exposure']>, listeners: readonly Listener[] | undefined): string | undefined {
  if (listeners === undefined) return 'nobody can tell how far its listener is reached'
  const far = listeners.find(({ exposure }) => !allowed[most].includes(exposure))
  return far === undefined ? undefined : `${far.id} is reached from ${far.exposure === 'unknown' ? 'nobody knows where' : wordOf(far.exposure)}`
}

function wordOf(exposure: Exposure): string {
  if (exposure === 'host') return "the host's networks"
  if (exposure === 'loopback') return 'the host itself'
  return exposure === 'zone' ? 'its zones' : `the ${exposure}`
}

function notEncrypted(channel: Channel | undefined, listeners: readonly Listener[] | undefined): string | undefined {
  if (channel !== undefined) return holds(channel.encryption, 'required') ? undefined : `${channel.id} is not known to ask for TLS`
  if (listeners === undefined || listeners.length === 0) return 'no listener of it is known'
  const open = listeners.find(({ tls }) => !holds(tls, 'required'))
  return open === undefined ? undefined : `${open.id} is not known to ask for TLS`
}

function alsoFrom(only: readonly string[], listeners: readonly Listener[] | undefined, deployment: Deployment): string | undefined {
  if (listeners === undefined) return 'nobody can tell who reaches its listener'
  for (const { id, component, exposure } of listeners) {
    if (!allowed.zone.includes(exposure)) return `${id} is reached from ${exposure === 'unknown' ? 'nobody knows where' : wordOf(exposure)}`
    if (exposure === 'component') continue
    const others = deployment.zones.filter(({ components }) => components.includes(component)).flatMap(({ components }) => components)
    const other = others.find((each) => each !== component && !only.includes(each))
    if (other !== undefined) return `${other} reaches ${id} as well`
  }
  return undefined
}
