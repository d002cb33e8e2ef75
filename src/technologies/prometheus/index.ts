import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const prometheus: Technology = {
  id: 'prometheus',
  title: 'Prometheus',
  role: 'observability',
  recognise: (input) =>
    recogniseBy(input, { official: ['prom/prometheus'], rebuilds: ['bitnami/prometheus', '*/prometheus'], programs: ['prometheus'] }),
  read,
}
