import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const fluentd: Technology = {
  id: 'fluentd',
  title: 'Fluentd',
  role: 'observability',
  files: [{ name: /\.conf$/, content: /^\s*<(?:source|match)\b/m, at: '/etc/fluent/fluent.conf' }],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['fluentd', 'fluent/fluentd'],
      rebuilds: ['bitnami/fluentd', '*/fluentd', '*/fluentd-kubernetes-daemonset'],
      programs: ['fluentd'],
    }),
  read,
}
