import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const mongodb: Technology = {
  id: 'mongodb',
  title: 'MongoDB',
  role: 'datastore',
  files: [
    {
      name: /^mongo[ds]?.*\.(?:conf|ya?ml)$/,
      content: /^(?:net|storage|systemLog|security|processManagement|replication|sharding)\s*:/m,
      at: '/etc/mongod.conf',
      command: ['mongod', '--config', '/etc/mongod.conf'],
    },
  ],
  recognise(input) {
    return recogniseBy(input, {
      official: ['mongo'],
      rebuilds: [
        'mongodb/mongodb-community-server',
        'mongodb/mongodb-enterprise-server',
        'bitnami/mongodb',
        'percona/percona-server-mongodb',
        '*/mongo',
        '*/mongodb',
      ],
      programs: ['mongod', 'mongos'],
    })
  },
  read,
}
