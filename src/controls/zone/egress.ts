import type { Control } from '../../model/control.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { about, containersOf, isStore } from '../containers.ts'

export const egress: Control = {
  id: 'zone/egress',
  title: 'component that needs no outside has a way out',
  subject: 'component',
  grouped: { title: 'components that need no outside have a way out' },
  documentation: {
    why: 'An intruder fetches tools and sends data away over the network that the program never uses. Without a way out the theft ends inside.',
    how: 'Stores without published ports and without a known connection to the outside, on a network that is not `internal`.',
    falsePositives: 'Backups to another place, and licence checks, may need the outside without a setting that says so.',
    fix: 'Put them on networks with `internal: true` only.',
    references: ['OWASP Docker Rule 5'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      if (!isStore(component) || component.zones.length === 0 || needsOutside(component, deployment)) continue
      const open = component.zones.filter((name) => deployment.zones.some((zone) => zone.name === name && !zone.internal))
      if (open.length === 0) yield { ...about(component, []), verdict: 'pass' }
      else
        yield {
          ...about(component, []),
          verdict: 'fail',
          message: 'No connection to the outside is known, but the network has a way out.',
          expected: 'internal networks only',
          actual: `on ${open.join(', ')}`,
          fix: 'declare the network of the stores with internal: true',
          reach: 'component',
          stake: 'hygiene',
        }
    }
  },
}

/** Published ports do not work through an internal network alone; an end that is not known may be outside. */
function needsOutside(component: Component, deployment: Deployment): boolean {
  if (component.input.ports.length > 0) return true
  return deployment.channels.some((channel) => channel.from === component.id && channel.to.kind !== 'component')
}
