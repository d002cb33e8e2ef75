import type { Failed, Judgement } from '../model/control.ts'
import type { Component, Deployment, Listener } from '../model/graph.ts'
import { componentOf } from '../model/lookup.ts'
import type { Stake } from '../model/vocabulary.ts'
import { byComponent, doorNames, doorPlaces, isPublished, loopbackForm, ownerOf, undecided } from './listeners.ts'

interface Doors {
  readonly concerns: (listener: Listener, component: Component | undefined) => boolean
  /** What is said of the published listeners of one component. */
  readonly fault: (open: readonly Listener[], component: Component | undefined, doors: string) => { readonly message: string; readonly stake: Stake }
}

/** One judgement for each component about the listeners that should not be published: all its doors are one finding. */
export function* judgeDoors(deployment: Deployment, { concerns, fault }: Doors): Iterable<Judgement> {
  const concerned = deployment.listeners.filter((listener) => concerns(listener, ownerOf(deployment, listener)))
  for (const [id, listeners] of byComponent(concerned)) {
    const component = componentOf(deployment, id)
    const open = listeners.filter(isPublished)
    const unknown = listeners.filter((listener) => listener.exposure === 'unknown')
    yield* unknown.map((listener) => undecided(listener, component))
    if (open.length > 0) yield failed(id, component, open, fault)
    else if (unknown.length === 0) yield { verdict: 'pass', subject: id, component: id, locations: component === undefined ? [] : [component.at] }
  }
}

function failed(id: string, component: Component | undefined, open: readonly Listener[], fault: Doors['fault']): Failed {
  const doors = doorNames(open)
  const published = open.some(({ publications }) => publications.length > 0)
  return {
    verdict: 'fail',
    subject: open[0]?.id ?? id,
    component: id,
    locations: open.flatMap((listener) => doorPlaces(listener, component)),
    ...fault(open, component, doors),
    expected: published ? 'not published, or on 127.0.0.1' : 'the address of its callers, or 127.0.0.1',
    actual: doors,
    fix: `${published ? `remove the ports entry of ${id}, or write` : `bind ${id} to`} ${open.map(loopbackForm).join(', ')}`,
    reach: open[0]?.exposure ?? 'unknown',
  }
}
