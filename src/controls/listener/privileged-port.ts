import type { Control } from '../../model/control.ts'
import { componentOf } from '../../model/lookup.ts'

export const privilegedPort: Control = {
  id: 'listener/privileged-port',
  title: 'privileged host port is published',
  subject: 'listener',
  documentation: {
    why: 'Ports below 1024 of the host belong to its own services. A container that takes one is taken for that service, and stands where everybody knocks first.',
    how: "Looks at the host's side of each publication, not at the port inside. 80 and 443 of a proxy pass.",
    falsePositives: 'A mail or name server has to have its well-known port. Waive it.',
    fix: 'Publish a port above 1024, or let the proxy stand in front.',
    references: ['CIS Docker 5.8'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const role = componentOf(deployment, listener.component)?.role
      for (const { port, at } of listener.publications) {
        if (port === undefined) continue
        const base = { subject: listener.id, component: listener.component, discriminator: `${port}`, locations: [at] }
        if (port >= 1024 || port === 0 || (role === 'proxy' && (port === 80 || port === 443))) yield { ...base, verdict: 'pass' }
        else
          yield {
            ...base,
            verdict: 'fail',
            message: `${listener.component} takes port ${port} of the host, one of those that belong to the host's own services.`,
            expected: 'a port above 1023, or a proxy in front',
            actual: `port ${port}`,
            fix: `publish ${listener.component} on a port above 1023, or through the proxy`,
            reach: listener.exposure,
            stake: 'hygiene',
          }
      }
    }
  },
}
