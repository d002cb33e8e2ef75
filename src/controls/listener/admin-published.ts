import type { Control } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import { componentOf } from '../../model/lookup.ts'
import { byComponent, doorNames, doorPlaces, isAdminListener, isPublished, loopbackForm, ownerOf, undecided } from '../listeners.ts'

export const adminPublished: Control = {
  id: 'listener/admin-published',
  title: 'administration page is published',
  subject: 'listener',
  documentation: {
    why: 'Consoles and dashboards hold the keys to what they administer. They are rarely built to stand in the open, and many come without a login.',
    how: 'Published ports of administration consoles, dashboards, mail traps and metrics, by the role of the product and the purpose of the port.',
    falsePositives: 'A dashboard that is the product (and has a login and TLS) may be published: waive it.',
    fix: 'Bind the port to 127.0.0.1 and reach it through SSH or through the gateway that everybody logs in to.',
    references: ['CIS Docker 5.14'],
  },
  *judge(deployment) {
    const consoles = deployment.listeners.filter((listener) => isAdminListener(listener, ownerOf(deployment, listener)))
    for (const [id, listeners] of byComponent(consoles)) {
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
      const loginless = open.filter((listener) => holds(listener.authentication, 'none') && listener.purpose !== 'metrics')
      const plain = open.some((listener) => holds(listener.tls, 'none'))
      yield {
        verdict: 'fail',
        subject: first.id,
        component: id,
        locations: open.flatMap((listener) => doorPlaces(listener, component)),
        message: `${component?.title ?? id} is published on ${doors}${loginless.length > 0 ? ' without a login' : ''}${plain ? ' over plain HTTP' : ''}: ${open.some((listener) => listener.purpose === 'admin' || listener.purpose === 'application') ? 'an admin UI' : 'operational data'} for everybody who reaches the host.`,
        expected: 'not published, or on 127.0.0.1',
        actual: doors,
        fix: `remove the ports entry of ${id}, or write ${open.map(loopbackForm).join(', ')}`,
        reach: first.exposure,
        stake: loginless.length > 0 ? 'data' : 'defence',
      }
    }
  },
}
