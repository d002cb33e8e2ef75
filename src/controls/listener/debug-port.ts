import type { Control } from '../../model/control.ts'
import { doorName, doorPlaces, isPublished, ownerOf } from '../listeners.ts'

export const debugPort: Control = {
  id: 'listener/debug-port',
  title: 'debugger can be reached',
  subject: 'listener',
  documentation: {
    why: 'A debugger, an inspector or open JMX runs any code that a caller sends, with the rights of the program and without a login.',
    how: 'Ports of the Java, Node and Python debuggers and of JMX, by what the command line opens and by their usual numbers where they are published.',
    falsePositives: 'An unrelated program that happens to use 5005 or 9229: name the port otherwise or waive it.',
    fix: 'Start the program without its debugger; in development publish the port on 127.0.0.1 alone.',
    references: ['CWE-489'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      if (listener.purpose !== 'debug') continue
      const component = ownerOf(deployment, listener)
      const places = [...(isPublished(listener) ? doorPlaces(listener, component) : []), ...listener.trail]
      const base = {
        subject: listener.id,
        component: listener.component,
        locations: places.length > 0 ? places : doorPlaces(listener, component),
      }
      if (listener.exposure === 'component') {
        yield { ...base, verdict: 'pass' }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${listener.component} offers a ${listener.protocol === 'jmx' ? 'JMX port' : 'debugger'} on ${isPublished(listener) ? doorName(listener) : `port ${listener.port}`}: whoever reaches it runs code in the program.`,
        expected: 'no debug port',
        actual: `port ${listener.port}`,
        fix: `start ${listener.component} without its debug port, or keep it on 127.0.0.1`,
        reach: listener.exposure,
        stake: 'takeover',
      }
    }
  },
}
