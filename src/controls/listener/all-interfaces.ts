import type { Control } from '../../model/control.ts'
import { isAnyAddress } from '../../protocols/address.ts'
import {
  doorName,
  doorPlaces,
  isAdminListener,
  isPublished,
  isStoreListener,
  loopbackForm,
  openPublications,
  ownerOf,
  undecided,
} from '../listeners.ts'

export const allInterfaces: Control = {
  id: 'listener/all-interfaces',
  title: 'port is published on all interfaces',
  subject: 'listener',
  documentation: {
    why: "A publication without an address listens on every interface, IPv6 included, and Docker's own rules let it through a host firewall.",
    how: 'Published ports without a host address, or with 0.0.0.0 or ::, that no sharper control speaks about (datastores, administration pages, debuggers and plain HTTP have their own).',
    falsePositives: 'The edge of the deployment, such as its TLS proxy, is meant to be reached: its HTTPS port passes.',
    fix: 'Write the address before the port: `127.0.0.1:8080:8080`.',
    references: ['CIS Docker 5.14'],
  },
  *judge(deployment) {
    for (const listener of deployment.listeners) {
      const component = ownerOf(deployment, listener)
      if (listener.publications.length === 0 || isStoreListener(listener, component) || isAdminListener(listener, component)) continue
      if (listener.purpose === 'debug' || listener.protocol === 'http' || listener.protocol === 'grpc') continue
      const base = { subject: listener.id, component: listener.component, locations: doorPlaces(listener, component) }
      if (listener.exposure === 'unknown') {
        yield undecided(listener, component)
        continue
      }
      if (!isPublished(listener) || !openPublications(listener).some((publication) => isAnyAddress(publication.address))) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${listener.component} publishes port ${listener.port} on ${doorName(listener)}: every network of the host reaches it.`,
        expected: 'one address that its callers use',
        actual: doorName(listener),
        fix: `write ${loopbackForm(listener)}, or the address that its callers use`,
        reach: listener.exposure,
        stake: 'hygiene',
      }
    }
  },
}
