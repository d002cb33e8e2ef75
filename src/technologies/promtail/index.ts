import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const promtail: Technology = {
  id: 'promtail',
  title: 'Promtail',
  role: 'observability',
  files: [{ name: /promtail.*\.ya?ml$/, content: /^(?:clients|scrape_configs):/m, at: '/etc/promtail/config.yml' }],
  recognise: (input) => recogniseBy(input, { official: ['grafana/promtail'], rebuilds: ['bitnami/promtail', '*/promtail'], programs: ['promtail'] }),
  read,
}
