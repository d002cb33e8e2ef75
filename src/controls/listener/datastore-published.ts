import type { Control } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import { componentOf } from '../../model/lookup.ts'
import { byComponent, doorNames, doorPlaces, isPublished, isStoreListener, loopbackForm, ownerOf, undecided } from '../listeners.ts'

export const datastorePublished: Control = {
  id: 'listener/datastore-published',
  title: 'datastore is published',
  subject: 'listener',
  documentation: {
    why: "A published port listens on every address of the host. Docker writes its own firewall rules in front of the host's, so that `ufw` and `firewalld` do not stop it. A database that only other containers use needs no published port at all.",
    how: "Ports of databases, caches, brokers, directories, object stores and lock services that are published on anything but loopback, or that listen on the host's own network.",
    falsePositives: 'A store that is meant to serve other hosts: bind it to the one address that they use, and say so with a waiver.',
    fix: 'Remove the `ports` entry, or bind it to 127.0.0.1. Other containers keep reaching it over their network.',
    references: ['CIS Docker 5.14', 'OWASP Docker Rule 5a'],
  },
  *judge(deployment) {
    const stores = deployment.listeners.filter((listener) => isStoreListener(listener, ownerOf(deployment, listener)))
    for (const [id, listeners] of byComponent(stores)) {
      const component = componentOf(deployment, id)
      const open = listeners.filter(isPublished)
      const [first] = open
      yield* listeners.filter((listener) => listener.exposure === 'unknown').map((listener) => undecided(listener, component))
      if (first === undefined) {
        if (listeners.some((listener) => listener.exposure === 'unknown')) continue
        yield { verdict: 'pass', subject: id, component: id, locations: component === undefined ? [] : [component.at] }
        continue
      }
      const doors = doorNames(open)
      const loginless = open.some((listener) => holds(listener.authentication, 'none'))
      yield {
        verdict: 'fail',
        subject: first.id,
        component: id,
        locations: open.flatMap((listener) => doorPlaces(listener, component)),
        message: `${id} (${first.protocol}) is published on ${doors}: every network of the host reaches it${loginless ? ', and it demands no login' : ', past the host firewall'}.`,
        expected: 'not published, or on 127.0.0.1',
        actual: doors,
        fix: `remove the ports entry of ${id}, or write ${open.map(loopbackForm).join(', ')}`,
        reach: first.exposure,
        stake: 'data',
      }
    }
  },
}
