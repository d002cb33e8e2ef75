import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { read } from './read.ts'

export const alertmanager: Technology = {
  id: 'alertmanager',
  title: 'Alertmanager',
  role: 'observability',
  files: [{ name: /alertmanager.*\.ya?ml$/, content: /^(?:route|receivers):/m, at: '/etc/alertmanager/alertmanager.yml' }],
  recognise: (input) =>
    recogniseBy(input, { official: ['prom/alertmanager'], rebuilds: ['bitnami/alertmanager', '*/alertmanager'], programs: ['alertmanager'] }),
  read,
  questions,
}
