import type { FailedVerdict } from '../model/control.ts'
import type { Channel, Component, Deployment, Listener } from '../model/graph.ts'
import { channelsTo, componentOf, listenersOf } from '../model/lookup.ts'
import type { Observation } from '../model/observation.ts'
import type { Proposed, Remedy, RemedyTools, Step } from '../model/remedy.ts'
import type { Identity, KeyStores } from '../model/want.ts'
import { namesOf } from './channels/identity.ts'
import { slug } from './secret-groups.ts'

/** A program of Java gets the key stores that its settings name: for data at rest, and for TLS that asks its clients for certificates. */
export const keyStores: Remedy = {
  id: 'key-stores',
  title: 'key stores',
  answers: ['store/encryption-at-rest', 'listener/client-certificate'],
  async propose({ deployment, failed }, tools) {
    const proposed: Proposed[] = []
    for (const verdict of failed) proposed.push(...(await proposal(verdict, deployment, tools)))
    return proposed
  },
}

async function proposal({ control, judgement }: FailedVerdict, deployment: Deployment, tools: RemedyTools): Promise<readonly Proposed[]> {
  const component = componentOf(deployment, judgement.component ?? '')
  const seen = component?.observations.find(
    ({ key, concern, verdict, wantStores }) =>
      verdict === 'unsafe' && key === judgement.key && concern === judgement.concern && wantStores !== undefined,
  )
  if (component === undefined || seen === undefined) return []
  const answers = [{ control, subject: judgement.subject }]
  if (seen.wantStores === 'mutual' && component.input.form === 'container' && clientsOf(seen, component, deployment).length === 0)
    return [{ answers, reason: 'needs-person', why: `nobody here is known to call ${component.id}: who does would be turned away` }]
  const { steps, risks } = await (seen.wantStores === 'secret' ? forSecret : forMutual)(seen, component, deployment, tools)
  for (const { component: id, does } of steps) {
    const trouble = tools.trouble(id, does)
    if (trouble !== undefined) return [{ answers, ...trouble }]
  }
  return [{ id: `key-stores ${component.id} ${seen.key}`, title: titleOf(component.id, seen), answers, steps, risks }]
}

function titleOf(id: string, { key, wantStores }: Observation): string {
  return wantStores === 'secret' ? `${id} encrypts what it stores, with a key store of its own` : `${id} asks its clients for certificates (${key})`
}

interface Way {
  readonly steps: readonly Step[]
  readonly risks: readonly string[]
}

/** The keys are for Java 8u301 and later, which read PBES2 in PKCS #12. */
const forJava = 'the stores are for Java 8u301 and later: with an older one convert them (keytool -importkeystore -deststoretype JCEKS)'

async function forSecret(seen: Observation, component: Component, _: Deployment, tools: RemedyTools): Promise<Way> {
  // 128: Java 8 before 8u161 takes no longer AES key without a policy file of its own
  const key = await tools.keyStore(`${slug(component.id)}-data`, { holds: 'secret', bits: 128 })
  const vector = tools.secret(`${slug(component.id)}-vector`, { encoding: 'hex', bytes: 16 })
  return {
    steps: [storesStep(component, seen, { for: 'secret', key, vector })],
    risks: ['what was stored until now stays as it was: store it again to encrypt it', forJava],
  }
}

async function forMutual(seen: Observation, component: Component, deployment: Deployment, tools: RemedyTools): Promise<Way> {
  const { id, input } = component
  const listener = listenersOf(deployment, id).find(({ port }) => port === seen.port)
  const clients = clientsOf(seen, component, deployment)
  const own = await tools.identity(id, listener === undefined ? [slug(id)] : namesOf(listener, deployment, component))
  const name = slug(id)
  const handedOut = clients.length === 0 && input.form === 'process' ? await tools.identity(`${id}-client`, [`${name}-client`], 'client') : undefined
  const stores: KeyStores = {
    for: 'mutual',
    identity: await tools.keyStore(`${name}-tls`, { holds: 'identity', identity: own }),
    trust: await tools.keyStore(`${name}-trust`, { holds: 'trust', authority: own.authority }),
    ...(handedOut === undefined ? {} : { handedOut }),
  }
  const changes = await Promise.all(clients.map((channel) => connectStep(channel, listener!, own, tools)))
  return {
    steps: [...changes, storesStep(component, seen, stores)],
    risks: [
      handedOut === undefined
        ? `who calls ${id} and is not among its ${clients.length} known clients is turned away`
        : `clients of ${id} are turned away until they have the certificate that is made for them, and call it by TLS`,
      forJava,
    ],
  }
}

function clientsOf({ port }: Observation, { id }: Component, deployment: Deployment): readonly Channel[] {
  return channelsTo(deployment, id).filter(({ to }) => to.kind === 'component' && to.listener === `${id}:${port}`)
}

function storesStep({ id }: Component, { key, trail }: Observation, stores: KeyStores): Step {
  return { component: id, phase: 'close', does: { kind: 'key-stores', key, stores, places: trail } }
}

async function connectStep({ id, from }: Channel, { port }: Listener, { authority }: Identity, tools: RemedyTools): Promise<Step> {
  const identity = await tools.identity(from, [slug(from)], 'client')
  return { component: from, phase: 'close', does: { kind: 'connect', channel: id, trust: { authority, port, identity } } }
}
