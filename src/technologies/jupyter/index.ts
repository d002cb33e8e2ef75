import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { questions, surface } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

const stacks = ['base', 'minimal', 'scipy', 'datascience', 'tensorflow', 'pytorch', 'r', 'julia', 'pyspark', 'all-spark'].map(
  (name) => `jupyter/${name}-notebook`,
)
const programs = [
  'jupyter',
  'jupyter-lab',
  'jupyter-notebook',
  'jupyter-server',
  'jupyterhub',
  'start-notebook.sh',
  'start-notebook.py',
  'start-singleuser.sh',
  'start.sh',
]

export const jupyter: Technology = {
  id: 'jupyter',
  title: 'Jupyter',
  role: 'application',
  files: [
    { name: /^jupyterhub_config(?:[.-][\w.-]+)?\.py$/, at: '/srv/jupyterhub/jupyterhub_config.py', command: ['jupyterhub'] },
    ...['server', 'notebook', 'lab'].map((name) => ({
      name: new RegExp(`^jupyter_${name}_config(?:[.-][\\w.-]+)?\\.py$`),
      at: `/etc/jupyter/jupyter_${name}_config.py`,
      command: ['jupyter', name],
    })),
  ],
  recognise(input) {
    if (matchesImage(input.image, [...stacks, 'jupyterhub/jupyterhub', 'jupyter/docker-stacks-foundation', 'jupyterhub/singleuser']))
      return { certainty: 3, because: 'official image' }
    if (matchesImage(input.image, ['bitnami/jupyter-base-notebook', '*/jupyterhub', '*/jupyterlab', '*/jupyter', '*/jupyter-notebook']))
      return { certainty: 2, because: 'image name' }
    return runs(commandLine(input), ...programs.slice(0, -1)) || input.env.has('JUPYTER_TOKEN')
      ? { certainty: 1, because: 'runs jupyter' }
      : undefined
  },
  read,
  questions,
  surface,
  logIns,
}
