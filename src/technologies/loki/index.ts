import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { read } from './read.ts'

export const loki: Technology = {
  id: 'loki',
  title: 'Grafana Loki',
  role: 'observability',
  files: [{ name: /loki.*\.ya?ml$/, content: /^(?:schema_config|ingester|auth_enabled):/m, at: '/etc/loki/local-config.yaml' }],
  recognise: (input) => recogniseBy(input, { official: ['grafana/loki'], rebuilds: ['bitnami/grafana-loki', '*/loki'], programs: ['loki'] }),
  read,
  questions,
}
