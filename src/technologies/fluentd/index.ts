import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const fluentd: Technology = {
  id: 'fluentd',
  title: 'Fluentd',
  role: 'observability',
  // fonts.conf has <match> as well; the kind of a plugin is Fluentd's own
  files: [{ name: /\.conf$/, content: /^[ \t]*@type[ \t]+\w/m, at: '/etc/fluent/fluent.conf' }],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['fluentd', 'fluent/fluentd'],
      rebuilds: ['bitnami/fluentd', '*/fluentd', '*/fluentd-kubernetes-daemonset'],
      programs: ['fluentd'],
    }),
  read,
}
