import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { files } from './files.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const opensearch: Technology = {
  id: 'opensearch',
  title: 'OpenSearch',
  role: 'datastore',
  files,
  recognise(input) {
    return recogniseBy(input, {
      official: ['opensearchproject/opensearch'],
      rebuilds: ['bitnami/opensearch', '*/opensearch'],
      programs: ['opensearch-docker-entrypoint.sh'],
    })
  },
  read,
  questions,
  logIns,
}
