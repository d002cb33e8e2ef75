import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { accountQuestions } from './behind-login.ts'
import { questions, surface } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const grafana: Technology = {
  id: 'grafana',
  title: 'Grafana',
  role: 'observability',
  files: [{ name: /grafana.*\.ini$/, content: /^\[(?:server|security|auth\.\w+|auth|database)\]/m, at: '/etc/grafana/grafana.ini' }],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
      rebuilds: ['bitnami/grafana', '*/grafana'],
      programs: ['grafana-server'],
    }),
  read,
  questions,
  accountQuestions,
  surface,
  logIns,
}
