import type { Technology } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { home } from './files.ts'
import { read } from './read.ts'

export const celery: Technology = {
  id: 'celery',
  title: 'Celery',
  role: 'worker',
  files: [
    {
      name: /^celery[._-]?config(?:[._-](?!dev|test|local)[\w.-]+)?\.py$/,
      content: /^(?:broker_\w+|result_\w+|accept_content|task_\w+|worker_\w+|BROKER_\w+|CELERY_\w+)\s{0,9}=/m,
      at: `${home}/celeryconfig.py`,
      command: ['celery', 'worker'],
    },
  ],
  recognise(input) {
    const words = commandLine(input).map((word) => word.value)
    const program = words.findIndex((word) => /(?:^|\/)celery$/.test(word))
    if (program !== -1 && words.slice(program + 1).some((word) => /^(?:worker|beat|multi)$/.test(word)))
      return { certainty: 1, because: 'runs celery' }
    if (words.length > 0 || input.ports.length > 0) return undefined
    const isNamed = /(?:^|[-_.])(?:celery|worker|beat)(?:[-_.\d]|$)/i.test(input.id)
    const isConfigured = [...input.env.keys()].some((name) => /^CELERY_|^C_FORCE_ROOT$/.test(name))
    return isNamed && isConfigured ? { certainty: 1, because: 'CELERY_ settings' } : undefined
  },
  read,
}
