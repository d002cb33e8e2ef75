import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { files } from './files.ts'
import { read } from './read.ts'

export const cassandra: Technology = {
  id: 'cassandra',
  title: 'Apache Cassandra',
  role: 'datastore',
  files,
  recognise(input) {
    return recogniseBy(input, {
      official: ['cassandra'],
      rebuilds: ['bitnami/cassandra', 'scylladb/scylla', '*/cassandra'],
      programs: ['cassandra', 'scylla'],
    })
  },
  read,
}
