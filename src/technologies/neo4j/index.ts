import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { files } from './files.ts'
import { read } from './read.ts'

export const neo4j: Technology = {
  id: 'neo4j',
  title: 'Neo4j',
  role: 'datastore',
  files,
  recognise(input) {
    return recogniseBy(input, { official: ['neo4j'], rebuilds: ['bitnami/neo4j', '*/neo4j'], programs: ['neo4j'] })
  },
  read,
}
