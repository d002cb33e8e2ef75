import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { read } from './read.ts'

export const prometheus: Technology = {
  id: 'prometheus',
  title: 'Prometheus',
  role: 'observability',
  files: [{ name: /prometheus.*\.ya?ml$/, content: /^scrape_configs:/m, at: '/etc/prometheus/prometheus.yml' }],
  recognise: (input) =>
    recogniseBy(input, { official: ['prom/prometheus'], rebuilds: ['bitnami/prometheus', '*/prometheus'], programs: ['prometheus'] }),
  read,
  questions,
}
