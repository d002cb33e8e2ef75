import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const tempo: Technology = {
  id: 'tempo',
  title: 'Grafana Tempo',
  role: 'observability',
  recognise: (input) => recogniseBy(input, { official: ['grafana/tempo'], rebuilds: ['bitnami/grafana-tempo', '*/tempo'], programs: ['tempo'] }),
  read,
}
