import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { files } from './files.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const elasticsearch: Technology = {
  id: 'elasticsearch',
  title: 'Elasticsearch',
  role: 'datastore',
  files,
  recognise(input) {
    return recogniseBy(input, {
      official: ['elasticsearch', 'elasticsearch/elasticsearch', 'elasticsearch/elasticsearch-oss'],
      rebuilds: ['bitnami/elasticsearch', '*/elasticsearch'],
      programs: ['elasticsearch'],
      home: '/usr/share/elasticsearch',
    })
  },
  read,
  questions,
  logIns,
}
