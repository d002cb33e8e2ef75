import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const grafana: Technology = {
  id: 'grafana',
  title: 'Grafana',
  role: 'observability',
  recognise: (input) =>
    recogniseBy(input, {
      official: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
      rebuilds: ['bitnami/grafana', '*/grafana'],
      programs: ['grafana-server'],
    }),
  read,
}
