import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import { matchesImage } from '../../protocols/image.ts'
import { openDocument } from '../../settings/documents.ts'
import { merged } from '../../settings/merged.ts'
import { forwardingObservations } from './forwarding.ts'
import { headerObservations } from './headers.ts'
import { identityObservations } from './identity.ts'
import { limitObservations } from './limits.ts'
import { lineBreakObservations } from './line-breaks.ts'
import { accessObservations } from './access.ts'
import { accountsOf } from './accounts.ts'
import { listenersOf } from './listeners.ts'
import { serversOf } from './servers.ts'
import { tlsObservations } from './tls.ts'
import { loadTree } from './tree.ts'
import { connectionsOf } from './upstreams.ts'
import { workerObservations } from './workers.ts'

/** An image without a version is taken to be a new one. */
const current = '1.27.3'

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const tree = loadTree(input, gaps)
  const unprivileged = matchesImage(input.image, ['*/nginx-unprivileged', 'bitnami/nginx', 'bitnami/openresty'])
  const image = {
    runsAs: unprivileged ? ('user' as const) : ('drops' as const),
    healthcheck: false,
    writes: ['/var/cache/nginx', '/var/run', '/tmp'],
  }
  if (!tree.known) {
    gaps.push({ why: `${input.id}: the nginx configuration is inside the image, so nothing of it is known`, place: input.at })
    return { image, gaps }
  }
  const servers = serversOf(tree)
  for (const rule of servers.unread)
    gaps.push({ why: `listen ${rule.args[0] ?? ''} has no value here`, ...(rule.trail[0] === undefined ? {} : { place: rule.trail[0] }) })
  return {
    listeners: listenersOf(servers),
    connections: connectionsOf(servers, gaps),
    accounts: accountsOf(servers, (path) => openDocument(input, path, gaps)),
    observations: merged([
      ...accessObservations(servers),
      ...identityObservations(servers),
      ...headerObservations(servers),
      ...forwardingObservations(servers),
      ...limitObservations(servers),
      ...lineBreakObservations(servers),
      ...workerObservations(servers),
      ...tlsObservations(servers, version ?? (input.form === 'container' ? current : undefined)),
    ]),
    image,
    gaps,
  }
}
