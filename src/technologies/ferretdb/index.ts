import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const ferretdb: Technology = {
  id: 'ferretdb',
  title: 'FerretDB',
  role: 'datastore',
  recognise(input) {
    return recogniseBy(input, {
      official: ['ferretdb/ferretdb', 'ferretdb/ferretdb-dev', 'ferretdb/all-in-one', 'ferretdb/ferretdb-eval'],
      rebuilds: ['*/ferretdb'],
      programs: ['ferretdb'],
    })
  },
  read,
}
