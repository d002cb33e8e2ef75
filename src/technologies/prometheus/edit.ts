import type { Edited, EditTechnology } from '../../model/change.ts'
import { holds } from '../../model/fact.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { listenersOf } from '../../model/lookup.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { discoverAt } from '../../settings/docker-discovery.ts'
import { settingsOf } from './targets.ts'

const editClient = clientEdit({})

/** Where Prometheus asks the container engine. */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind === 'health') return health(component, deployment)
  if (want.kind !== 'engine') return editClient(want, component, deployment)
  const tree = settingsOf(component.input, [])
  return tree === undefined ? { cannot: 'its settings are not among the files', reason: 'not-in-files' } : discoverAt(want.port, tree)
}

/** `/-/healthy` is asked with busybox's wget, which the image has; it shows no certificate and no password. */
function health({ id, input }: Component, deployment: Deployment): Edited {
  const [listener] = listenersOf(deployment, id)
  if (!matchesImage(input.image, ['prom/prometheus'])) return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  if (listener === undefined || !holds(listener.tls, 'none') || !holds(listener.authentication, 'none'))
    return { cannot: 'its page asks for TLS or a log-in, and the image has nothing that gives both', reason: 'needs-person' }
  const words = ['CMD', 'wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${listener.port}/-/healthy`]
  return { changes: [{ kind: 'confinement', confinement: { healthcheck: words } }] }
}
