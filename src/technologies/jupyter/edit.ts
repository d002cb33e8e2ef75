import type { Change, EditTechnology } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFiles } from '../../model/own-files.ts'
import { runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { ownerOf, webServe } from '../../settings/web-serve.ts'

const editClient = clientEdit({})

/** Jupyter takes TLS by two traits of its server (jupyter_server 1 and 2, notebook 6: `certfile`, `keyfile`). */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind !== 'serve') return editClient(want, component, deployment)
  const { input } = component
  // images of docker-stacks: jovyan, 1000:100
  const image = matchesImage(input.image, ['jupyter/*', 'quay.io/jupyter/*']) ? { user: 1000, group: 100 } : undefined
  return webServe(want, input, { title: 'Jupyter', owner: ownerOf(input, image, 'Jupyter'), told: told(input) })
}

function told(input: ComponentInput): readonly Change[] | { readonly cannot: string } {
  const words = input.command?.map(({ value }) => value) ?? []
  if (words.some((word) => /jupyterhub/.test(word)) || matchesImage(input.image, ['jupyterhub/*', '*/jupyterhub']))
    return { cannot: 'a hub and its servers are told of TLS in several places: set c.JupyterHub.ssl_cert and ssl_key' }
  const isStarted =
    words.some((word) => /(?:^|\/)start-(?:notebook|singleuser)(?:\.sh|\.py)$/.test(word)) ||
    runs(input.command ?? [], 'jupyter', 'jupyter-lab', 'jupyter-notebook', 'jupyter-server')
  // a line for a shell is one word
  if (!isStarted || words.some((word) => /\s/.test(word))) return { cannot: 'its command is none to which options can be added' }
  const of = words.some((word) => word.startsWith('--NotebookApp.')) ? 'NotebookApp' : 'ServerApp'
  const kept = words.filter((word) => !/^--(?:[A-Za-z]+\.)?(?:certfile|keyfile)=/.test(word))
  return [{ kind: 'command', words: [...kept, `--${of}.certfile=${ownFiles.certificate}`, `--${of}.keyfile=${ownFiles.key}`] }]
}
