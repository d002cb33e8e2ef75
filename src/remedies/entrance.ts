import type { FailedVerdict } from '../model/control.ts'
import { holds } from '../model/fact.ts'
import type { Component, Deployment, Listener } from '../model/graph.ts'
import { channelsTo, componentOf, listenerOf, listenersOf } from '../model/lookup.ts'
import type { Proposed, Remedy, RemedyTools, Step, Trouble } from '../model/remedy.ts'
import type { ServeTls } from '../model/want.ts'
import { isPrivateName } from '../protocols/address.ts'
import { answersOf } from './channels/concerned.ts'
import { namesOf } from './channels/identity.ts'

/** A proxy that people reach in plain HTTP takes TLS itself, and sends to it who comes without. */
export const entrance: Remedy = {
  id: 'entrance',
  title: 'TLS at proxies',
  answers: ['listener/plain-http'],
  async propose({ deployment, failed }, tools) {
    const proposed: Proposed[] = []
    const taken = new Set<string>()
    for (const verdict of failed) proposed.push(...(await proposal(verdict, deployment, tools, taken)))
    return proposed
  },
}

/** @param taken published ports that other proposals have */
async function proposal(verdict: FailedVerdict, deployment: Deployment, tools: RemedyTools, taken: Set<string>): Promise<readonly Proposed[]> {
  const listener = listenerOf(deployment, verdict.judgement.subject)
  const component = listener === undefined ? undefined : componentOf(deployment, listener.component)
  if (listener === undefined || component?.role !== 'proxy' || listener.protocol !== 'http') return []
  const answers = [answersOf(verdict)]
  const caller = channelsTo(deployment, component.id).find(({ port, fromOutside }) => port === listener.port && fromOutside !== true)
  if (caller !== undefined)
    return [{ answers, reason: 'would-break', why: `${caller.from} calls ${listener.id} in plain HTTP: it does not follow to TLS by itself` }]
  const { port, published } = doorsFor(listener, component, deployment, taken)
  const serve = (plaintext: ServeTls['plaintext'], more: Partial<ServeTls>): ServeTls => ({
    port,
    plaintext,
    ...(published === undefined ? {} : { outside: published }),
    ...more,
  })
  const tried = (more: Partial<ServeTls>): Trouble | undefined =>
    tools.trouble(component.id, { kind: 'serve', port: listener.port, tls: serve('refused', more) })
  // one that takes TLS for these names already has a certificate for them
  const isThere = listenersOf(deployment, component.id).some((each) => each.port === port && holds(each.tls, 'required'))
  const asks: Partial<ServeTls> | undefined = tools.acme !== undefined && areKnown(listener) ? { acme: tools.acme } : undefined
  const shown: Partial<ServeTls> =
    isThere && tried({}) === undefined
      ? {}
      : asks !== undefined && tried(asks) === undefined
        ? asks
        : { identity: await tools.identity(component.id, certified(listener, component, deployment)) }
  const trouble = tried(shown)
  if (trouble !== undefined) return [{ answers, ...trouble }]
  const does = (plaintext: ServeTls['plaintext']): Step['does'] => ({ kind: 'serve', port: listener.port, tls: serve(plaintext, shown) })
  const steps: readonly Step[] = [
    { component: component.id, phase: 'accept', does: does('kept') },
    ...(published === undefined || isPublished(port, component, deployment)
      ? []
      : [{ component: component.id, phase: 'accept' as const, does: { kind: 'published-too' as const, port, published, like: listener.port } }]),
    { component: component.id, phase: 'close', does: does('refused') },
  ]
  const beside = `port ${published ?? port}`
  return [
    {
      id: `entrance ${listener.id}`,
      title: `${component.id} takes TLS at ${beside}, and sends there who comes in plain HTTP`,
      answers,
      steps,
      risks: [
        ...(shown.identity === undefined
          ? []
          : [
              `its certificate is of the deployment's own authority: put one for its public names in its place (ringwall/${component.id}/tls.crt and tls.key), or browsers warn`,
            ]),
        ...(shown.acme === undefined
          ? []
          : [
              `${component.id} asks ${shown.acme} for its certificates when it starts: its names have to lead to it, and the issuer has to reach ports 80 and 443`,
            ]),
        `a program that does not follow redirects needs the new address; what filters in front of the machine has to let in ${beside}`,
        'a health check from outside that asks in plain HTTP gets 308',
      ],
    },
  ]
}

/** Every site has a name that an issuer outside can look up; for those of a whole domain it would ask the DNS (RFC 8555, 8.4). */
function areKnown({ names = [] }: Listener): boolean {
  return names.length > 0 && names.every((name) => /^[a-z0-9][a-z0-9.-]*[a-z]$/i.test(name) && !isPrivateName(name))
}

/** Names of the sites, and those of the component. */
function certified(listener: Listener, component: Component, deployment: Deployment): readonly string[] {
  const sites = (listener.names ?? []).filter((name) => /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i.test(name))
  return [...new Set([...sites.map((name) => name.toLowerCase()), ...namesOf(listener, deployment, component)])]
}

/** 443 stands beside 80, 8443 beside 8080; inside of the component and outside alike. */
function doorsFor(
  listener: Listener,
  component: Component,
  deployment: Deployment,
  taken: Set<string>,
): { readonly port: number; readonly published?: number } {
  const own = new Set(listenersOf(deployment, component.id).flatMap((each) => (holds(each.tls, 'required') ? [] : [each.port])))
  let port = beside(listener.port)
  while (own.has(port)) port++
  const [first] = listener.publications
  if (first === undefined) return { port }
  const there = listenersOf(deployment, component.id).find((each) => each.port === port)?.publications[0]?.port
  if (there !== undefined) return { port, published: there }
  const { host } = component.input
  const others = new Set(
    deployment.listeners
      .filter((each) => componentOf(deployment, each.component)?.input.host === host)
      .flatMap(({ publications }) => publications.map((each) => each.port)),
  )
  let published = beside(first.port ?? listener.port)
  while (others.has(published) || taken.has(`${host ?? ''}:${published}`)) published++
  taken.add(`${host ?? ''}:${published}`)
  return { port, published }
}

function beside(port: number): number {
  return port % 1000 === 80 ? port + 363 : port + 1
}

function isPublished(port: number, component: Component, deployment: Deployment): boolean {
  return listenersOf(deployment, component.id).some((each) => each.port === port && each.publications.length > 0)
}
