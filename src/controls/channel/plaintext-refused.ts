import { basisOf } from '../basis.ts'
import type { Control } from '../../model/control.ts'
import { view } from '../../model/fact.ts'
import { componentOf } from '../../model/lookup.ts'
import { isStoreListener } from '../listeners.ts'

export const plaintextRefused: Control = {
  id: 'channel/plaintext-refused',
  title: 'server accepts plaintext',
  subject: 'listener',
  documentation: {
    why: 'A client that is told to use TLS can be told otherwise tomorrow. Only a server that refuses plaintext keeps the connection encrypted whatever its clients do.',
    how: 'Every listener of a store, broker or directory is asked what it does with a client that speaks no TLS: serve it, offer TLS, or refuse.',
    falsePositives: 'A listener that only loopback reaches, or whose network encrypts by itself, may stay plain.',
    fix: 'Switch the plain port off and require TLS at the server.',
    references: ['PCI DSS 4.2.1'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const component = componentOf(deployment, listener.component)
      if (!listener.understood || listener.exposure === 'component' || !isStoreListener(listener, component)) continue
      const seen = view(listener.tls)
      const locations = seen.trail.length > 0 ? seen.trail : [component?.at ?? deployment.input.at]
      const base = { subject: listener.id, component: listener.component, locations }
      if (!seen.known) yield { ...base, verdict: 'unknown', message: `${listener.id}: whether plaintext is refused cannot be told: ${seen.why}.` }
      else if (seen.value === 'required') yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: `${listener.component} serves ${listener.protocol} on port ${listener.port} ${seen.value === 'none' ? 'without TLS' : 'also without TLS'}${seen.why === undefined ? '' : ` (${seen.why})`}.`,
          expected: 'TLS required',
          actual: seen.value === 'none' ? 'plaintext only' : 'TLS optional',
          fix: `give ${listener.component} a certificate, require TLS and switch the plain port off`,
          // that it is published at all is a finding of its own: what counts here is the network that it is meant for
          reach: 'zone',
          stake: 'traffic',
          basis: basisOf(seen.basis),
        }
    }
  },
}
