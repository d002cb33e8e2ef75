import { basisOf } from '../basis.ts'
import type { Control } from '../../model/control.ts'
import { view } from '../../model/fact.ts'
import type { Component, Listener } from '../../model/graph.ts'
import type { Place } from '../../model/place.ts'
import type { Reach, Stake } from '../../model/vocabulary.ts'
import { isAdminListener, isStoreListener, ownerOf } from '../listeners.ts'

export const authenticated: Control = {
  id: 'listener/authenticated',
  title: 'server demands no login',
  subject: 'listener',
  documentation: {
    why: 'A store or console that asks for no login belongs to everybody who reaches it: to one hacked container at least, to the whole network where its port is published.',
    how: 'For stores, brokers, directories and administration ports the authentication in force is worked out from the settings that the program reads and from its own default; variables that the program does not read do not count.',
    falsePositives: 'A login that a proxy in front demands is not seen here: keep the port unpublished, so that only the proxy reaches it.',
    fix: "Switch the product's own authentication on and give every client an account.",
    references: ['CWE-306', 'OWASP ASVS 14.1'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const component = ownerOf(deployment, listener)
      if (!listener.understood || listener.exposure === 'component' || !concerns(listener, component)) continue
      const seen = view(listener.authentication)
      const base = { subject: listener.id, component: listener.component, locations: placesOf(seen.trail, component) }
      if (!seen.known) yield { ...base, verdict: 'unknown', message: `${listener.id}: whether a login is demanded cannot be told: ${seen.why}.` }
      else if (seen.value !== 'none') yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: `${listener.component} serves ${listener.protocol} on port ${listener.port} without a login${seen.why === undefined ? '' : ` (${seen.why})`}: no auth stands between whoever reaches it and ${isStoreListener(listener, component) ? 'the data' : 'the console'}.`,
          expected: 'a login',
          actual: 'none',
          fix: `switch authentication on in ${listener.component}`,
          ...weight(listener, component),
          basis: basisOf(seen.basis),
        }
    }
  },
}

/** That a page without a login is published is a finding of its own (listener/admin-published); here counts who is beside it. */
function weight(listener: Listener, component: Component | undefined): { reach: Reach; stake: Stake } {
  if (!isStoreListener(listener, component)) return { reach: 'zone', stake: 'defence' }
  return { reach: listener.exposure, stake: listener.purpose === 'peer' ? 'defence' : 'data' }
}

function concerns(listener: Listener, component: Component | undefined): boolean {
  if (listener.purpose === 'mail' || listener.purpose === 'debug') return false
  return isStoreListener(listener, component) || isAdminListener(listener, component)
}

function placesOf(trail: readonly Place[], component: Component | undefined): readonly Place[] {
  const places = trail.length > 0 ? trail : component === undefined ? [] : [component.at]
  return places.map(({ file, line }) => ({ file, line }))
}
