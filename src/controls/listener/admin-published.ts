import type { Control } from '../../model/control.ts'
import { holds } from '../../model/fact.ts'
import { judgeDoors } from '../doors.ts'
import { isAdminListener } from '../listeners.ts'

export const adminPublished: Control = {
  id: 'listener/admin-published',
  title: 'administration page is published',
  subject: 'listener',
  documentation: {
    why: 'Consoles and dashboards hold the keys to what they administer. They are rarely built to stand in the open, and many come without a login.',
    how: 'Published ports of administration consoles, dashboards, mail traps and metrics, by the role of the product and the purpose of the port. A port that asks for client certificates passes.',
    falsePositives: 'A dashboard that is the product (and has a login and TLS) may be published: waive it.',
    fix: 'Bind the port to 127.0.0.1 and reach it through SSH or through the gateway that everybody logs in to.',
    references: ['CIS Docker 5.14'],
  },
  judge: (deployment) =>
    judgeDoors(deployment, {
      // who has no certificate does not even see it
      concerns: (listener, component) =>
        isAdminListener(listener, component) && !(holds(listener.tls, 'required') && holds(listener.authentication, 'certificate')),
      fault(open, component, doors) {
        const loginless = open.some((listener) => holds(listener.authentication, 'none') && listener.purpose !== 'metrics')
        const plain = open.filter((listener) => holds(listener.tls, 'none'))
        const how = plain.length === 0 ? '' : plain.some(({ protocol }) => protocol === 'http') ? ' over plain HTTP' : ' in plaintext'
        const what = open.some((listener) => listener.purpose === 'admin' || listener.purpose === 'application') ? 'an admin UI' : 'operational data'
        return {
          message: `${component?.title ?? open[0]?.component} is published on ${doors}${loginless ? ' without a login' : ''}${how}: ${what} for everybody who reaches the host.`,
          stake: loginless ? 'data' : 'defence',
        }
      },
    }),
}
