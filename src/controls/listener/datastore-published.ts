import type { Control } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import { judgeDoors } from '../doors.ts'
import { isStoreListener } from '../listeners.ts'

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
  judge: (deployment) =>
    judgeDoors(deployment, {
      // the clients of a server on a machine are on others: there the log-in decides
      concerns: (listener, component) =>
        isStoreListener(listener, component) && (component?.input.form !== 'process' || holds(listener.authentication, 'none')),
      fault(open, _, doors) {
        const loginless = open.some((listener) => holds(listener.authentication, 'none'))
        const name = `${open[0]?.component} (${open[0]?.protocol})`
        return {
          message: `${name} is published on ${doors}: every network of the host reaches it${loginless ? ', and it demands no login' : ', past the host firewall'}.`,
          stake: 'data',
        }
      },
    }),
}
