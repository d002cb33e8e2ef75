import type { Control } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import { doorName, doorPlaces, isPublished, isStoreListener, ownerOf } from './kinds.ts'

export const datastorePublished: Control = {
  id: 'listener/datastore-published',
  title: 'datastore is not published',
  subject: 'listener',
  documentation: {
    why: 'A published port listens on every address of the host. Docker writes its own firewall rules in front of the host\'s, so that `ufw` and `firewalld` do not stop it. A database that only other containers use needs no published port at all.',
    how: 'Ports of databases, caches, brokers, directories, object stores and lock services that are published on anything but loopback, or that listen on the host\'s own network.',
    falsePositives: 'A store that is meant to serve other hosts: bind it to the one address that they use, and say so with a waiver.',
    fix: 'Remove the `ports` entry, or bind it to 127.0.0.1. Other containers keep reaching it over their network.',
    references: ['CIS Docker 5.14', 'OWASP Docker Rule 5a'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const component = ownerOf(deployment, listener)
      if (!isStoreListener(listener, component)) continue
      const base = { subject: listener.id, component: listener.component, locations: doorPlaces(listener, component) }
      if (!isPublished(listener)) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      const open = holds(listener.authentication, 'none')
      yield {
        ...base,
        verdict: 'fail',
        message: `${listener.component} (${listener.protocol}) is published on ${doorName(listener)}: every network of the host reaches it${open ? ', and it demands no login' : ', past the host firewall'}.`,
        expected: 'not published, or on 127.0.0.1',
        actual: doorName(listener),
        fix: `remove the ports entry of ${listener.component}, or write 127.0.0.1:${listener.publications[0]?.port ?? listener.port}:${listener.port}`,
        reach: listener.exposure,
        stake: 'data',
      }
    }
  },
}
