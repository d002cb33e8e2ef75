import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions, surface } from './doors.ts'
import { read } from './read.ts'

export const kibana: Technology = {
  id: 'kibana',
  title: 'Kibana or OpenSearch Dashboards',
  role: 'admin',
  recognise(input) {
    return recogniseBy(input, {
      official: ['kibana', 'kibana/kibana', 'kibana/kibana-oss', 'opensearchproject/opensearch-dashboards'],
      rebuilds: ['bitnami/kibana', 'bitnami/opensearch-dashboards', '*/kibana'],
      programs: ['kibana', 'opensearch-dashboards'],
      home: '/usr/share/kibana',
    })
  },
  read,
  questions,
  surface,
}
