import type { Control } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import { doorName, doorPlaces, isAdminListener, isPublished, ownerOf } from './kinds.ts'

export const adminPublished: Control = {
  id: 'listener/admin-published',
  title: 'administration page is not published',
  subject: 'listener',
  documentation: {
    why: 'Consoles and dashboards hold the keys to what they administer. They are rarely built to stand in the open, and many come without a login.',
    how: 'Published ports of administration consoles, dashboards, mail traps and metrics, by the role of the product and the purpose of the port.',
    falsePositives: 'A dashboard that is the product (and has a login and TLS) may be published: waive it.',
    fix: 'Bind the port to 127.0.0.1 and reach it through SSH or through the gateway that everybody logs in to.',
    references: ['CIS Docker 5.14'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const component = ownerOf(deployment, listener)
      if (!isAdminListener(listener, component)) continue
      const base = { subject: listener.id, component: listener.component, locations: doorPlaces(listener, component) }
      if (!isPublished(listener)) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      const open = holds(listener.authentication, 'none')
      const plain = holds(listener.tls, 'none')
      yield {
        ...base,
        verdict: 'fail',
        message: `${component?.title ?? listener.component} is published on ${doorName(listener)}${open ? ' without a login' : ''}${plain ? ' over plain HTTP' : ''}: an admin UI for everybody who reaches the host.`,
        expected: 'not published, or on 127.0.0.1',
        actual: doorName(listener),
        fix: `remove the ports entry of ${listener.component}, or write 127.0.0.1:${listener.publications[0]?.port ?? listener.port}:${listener.port}`,
        reach: listener.exposure,
        stake: open && listener.purpose !== 'metrics' ? 'data' : 'defence',
      }
    }
  },
}
