import { basisOf } from '../basis.ts'
import type { Control } from '../../model/control.ts'
import { holds, view } from '../../model/fact.ts'
import type { Component, Deployment, Listener } from '../../model/graph.ts'
import { componentOf, listenersOf } from '../../model/lookup.ts'
import type { Place } from '../../model/place.ts'
import { uniquePlaces } from '../../model/place.ts'
import {
  doorName,
  doorPlaces,
  isAdminListener,
  isPublished,
  isStoreListener,
  loopbackForm,
  openPublications,
  ownerOf,
  undecided,
} from '../listeners.ts'

export const plainHttp: Control = {
  id: 'listener/plain-http',
  title: 'application is published over plain HTTP',
  subject: 'listener',
  documentation: {
    why: 'Passwords, tokens and cookies of every user cross the network readable. Where a proxy with TLS stands in front, the published port lets callers pass beside it.',
    how: 'Published application ports that speak HTTP without TLS. A port that only redirects to HTTPS passes; one that is not published, or bound to loopback for the proxy on the host, passes too.',
    falsePositives: 'A load balancer outside of what was read may terminate TLS; then bind the port to the address that it uses.',
    fix: 'Publish only the proxy that terminates TLS; bind the application to 127.0.0.1 or publish nothing.',
    references: ['PCI DSS 4.2.1', 'CWE-319'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const component = ownerOf(deployment, listener)
      const concerned = listener.protocol === 'http' || listener.protocol === 'grpc'
      if (!concerned || isAdminListener(listener, component) || isStoreListener(listener, component)) continue
      const seen = view(listener.tls)
      const door = { subject: listener.id, component: listener.component, locations: plainPlaces(listener, component) }
      const base = { ...door, ...(listener.tlsKey === undefined ? {} : { key: listener.tlsKey }) }
      if (!isPublished(listener) && listener.exposure !== 'unknown') {
        // nothing is said of TLS: the pass is not about the key of that
        yield { ...door, verdict: 'pass' }
        continue
      }
      if (!seen.known) {
        yield {
          ...base,
          verdict: 'unknown',
          message: `${listener.component} is published on ${doorName(listener)}: whether it speaks TLS cannot be told: ${seen.why}.`,
        }
        continue
      }
      if (seen.value === 'required' || listener.redirects === true) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      if (listener.exposure === 'unknown') {
        yield undecided(listener, component)
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${listener.component} is published on ${doorName(listener)} and speaks plain HTTP: logins and sessions cross the network readable.${passedBy(listener, deployment)}`,
        expected: 'TLS in front, the plain port on loopback or not published',
        actual: `plain HTTP on ${doorName(listener)}`,
        fix:
          component?.role === 'proxy'
            ? `give ${component.id} a certificate and redirect port ${openPublications(listener)[0]?.port ?? listener.port} to HTTPS`
            : `publish a TLS proxy instead, and bind this port to ${loopbackForm(listener)}`,
        reach: listener.exposure,
        stake: 'traffic',
        basis: basisOf(seen.basis),
      }
    }
  },
}

/** Whose TLS is got round by this port: a proxy that calls it, and that takes TLS itself. */
function passedBy(listener: Listener, deployment: Deployment): string {
  const callers = deployment.channels.filter(({ to }) => to.kind === 'component' && to.listener === listener.id).map(({ from }) => from)
  const inFront = [...new Set(callers)].filter(
    (id) => componentOf(deployment, id)?.role === 'proxy' && listenersOf(deployment, id).some(({ tls }) => holds(tls, 'required')),
  )
  return inFront.length === 0 ? '' : ` ${inFront.join(' and ')} in front, with TLS, is passed by.`
}

/** Where a container is published; of a process first where TLS is left off. */
function plainPlaces(listener: Listener, component: Component | undefined): readonly Place[] {
  const doors = doorPlaces(listener, component)
  if (component?.input.form !== 'process') return doors
  return uniquePlaces([...view(listener.tls).trail.slice(0, 1), ...doors])
}
