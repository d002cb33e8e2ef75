import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const tempo: Technology = {
  id: 'tempo',
  title: 'Grafana Tempo',
  role: 'observability',
  files: [{ name: /tempo.*\.ya?ml$/, content: /^(?:distributor|ingester|storage):/m, at: '/etc/tempo.yaml' }],
  recognise: (input) => recogniseBy(input, { official: ['grafana/tempo'], rebuilds: ['bitnami/grafana-tempo', '*/tempo'], programs: ['tempo'] }),
  read,
}
