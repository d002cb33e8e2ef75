import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const couchdb: Technology = {
  id: 'couchdb',
  title: 'Apache CouchDB',
  role: 'datastore',
  recognise(input) {
    return recogniseBy(input, { official: ['couchdb'], rebuilds: ['apache/couchdb', 'bitnami/couchdb', '*/couchdb'], programs: ['couchdb'] })
  },
  read,
  questions,
  logIns,
}
