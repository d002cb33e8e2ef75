import type { Edited, EditTechnology } from '../../model/change.ts'
import { holds } from '../../model/fact.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { listenersOf } from '../../model/lookup.ts'
import { ownFiles } from '../../model/own-files.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { ownerOf, webServe } from '../../settings/web-serve.ts'

const editClient = clientEdit({})

/** Grafana takes TLS by `[server]` (manual of 11: protocol, cert_file, cert_key); its image runs as 472:0. */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind === 'health') return health(component, deployment)
  if (want.kind !== 'serve') return editClient(want, component, deployment)
  const told = [
    ['GF_SERVER_PROTOCOL', 'https'],
    ['GF_SERVER_CERT_FILE', ownFiles.certificate],
    ['GF_SERVER_CERT_KEY', ownFiles.key],
  ] as const
  return webServe(want, component.input, {
    title: 'Grafana',
    owner: ownerOf(component.input, { user: 472, group: 0 }, 'Grafana'),
    told: told.map(([name, value]) => ({ kind: 'variable', name, value })),
  })
}

/** `/api/health` asks for no log-in (HTTP API of 11); curl is in the images since 9. The certificate is the program's own matter here. */
function health({ id, input, version }: Component, deployment: Deployment): Edited {
  const [listener] = listenersOf(deployment, id)
  const isOld = version !== undefined && compareVersions(version, '9') < 0
  if (listener === undefined || isOld || !matchesImage(input.image, ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise']))
    return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  const scheme = holds(listener.tls, 'none') ? 'http' : 'https'
  const words = ['CMD', 'curl', '-fsSk', '-o', '/dev/null', `${scheme}://127.0.0.1:${listener.port}/api/health`]
  return { changes: [{ kind: 'confinement', confinement: { healthcheck: words } }] }
}
