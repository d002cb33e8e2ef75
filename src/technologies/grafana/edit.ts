import type { EditTechnology } from '../../model/change.ts'
import { ownFiles } from '../../model/own-files.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { ownerOf, webServe } from '../../settings/web-serve.ts'

const editClient = clientEdit({})

/** Grafana takes TLS by `[server]` (manual of 11: protocol, cert_file, cert_key); its image runs as 472:0. */
export const edit: EditTechnology = (want, component, deployment) => {
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
