import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const opensearch: Technology = {
  id: 'opensearch',
  title: 'OpenSearch',
  role: 'datastore',
  files: [
    {
      name: /^opensearch.*\.ya?ml$/,
      content: /^\s*(?:plugins\.security|cluster\.name|network\.host)/m,
      at: '/usr/share/opensearch/config/opensearch.yml',
    },
  ],
  recognise(input) {
    return recogniseBy(input, {
      official: ['opensearchproject/opensearch'],
      rebuilds: ['bitnami/opensearch', '*/opensearch'],
      programs: ['opensearch-docker-entrypoint.sh'],
    })
  },
  read,
}
