import { join } from 'node:path'
import type { GuardDocument } from '../document/read.ts'
import type { Behind, Pools } from '../relay/pools.ts'
import { pools } from '../relay/pools.ts'
import { sockets } from '../render/types.ts'
import type { Ask } from '../serve/decisions.ts'
import type { Place } from './place.ts'
import { placeOf } from './place.ts'
import type { Contexts } from './tls.ts'
import { contextsOf } from './tls.ts'

/** What the data plane works by, until something else is put in its place. */
export interface Works {
  /** By the host in its canonical spelling. */
  readonly places: ReadonlyMap<string, Place>
  readonly ask: Ask
  /** Told of each answer, by its number. */
  readonly answered: (status: number) => void
  /** Which configuration this is. */
  readonly rendered: string
  /** Connections of one address, of the site that takes most. */
  readonly mostConnections: number
  readonly asksForCertificates: boolean
  readonly ways: Pools
  readonly portal: Behind
  /** Where sockets are opened that can be cut. */
  readonly upgrades: string
  /** Who looks at the bodies of a site. */
  readonly bodies: (place: Place) => Behind
}

/** All that a document says, read and found to fit together. */
export interface Prepared {
  readonly works: Works
  readonly contexts: Contexts
}

export interface Reading {
  /** The text of a file that the document names, and the value of a secret. */
  readonly read: (file: string) => string
  readonly secret: (source: string) => string
  readonly rendered: string
}

/** Connections to one program: nobody waits for one whose answers stay open. */
const most = 1024

/** Reads what a document names. Throws where a certificate or a secret cannot be had; what it gives wants the decision service then. */
export function prepared(document: GuardDocument, { read, secret, rendered }: Reading): (ask: Ask, answered?: Works['answered']) => Prepared {
  const { sites, settings } = document
  const contexts = contextsOf(document, read)
  const places = new Map(sites.map((site) => [site.host, placeOf(site, document, secret)]))
  const at = (name: string): Behind['upstream'] => ({ kind: 'unix', address: join(settings.folder, name) })
  return (ask, answered = () => {}) => ({
    contexts,
    works: {
      places,
      ask,
      answered,
      rendered,
      mostConnections: Math.max(...sites.map(({ limits }) => limits.connectionsPerAddress)),
      asksForCertificates: settings.tls.workers !== undefined,
      ways: pools(read, most),
      portal: { host: 'the portal', upstream: at(sockets.portal), limits: { readTimeout: 60 } },
      upgrades: join(settings.folder, sockets.upgrades),
      bodies: ({ site, lookedPatience }) => ({
        host: `bodies of ${site.host}`,
        upstream: at(sockets.bodies),
        limits: { readTimeout: lookedPatience },
      }),
    },
  })
}
