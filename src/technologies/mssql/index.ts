import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const mssql: Technology = {
  id: 'mssql',
  title: 'Microsoft SQL Server',
  role: 'datastore',
  recognise(input) {
    return recogniseBy(input, {
      official: ['mssql/server', 'mssql/rhel/server', 'azure-sql-edge'],
      rebuilds: ['*/mssql-server-linux'],
      programs: ['sqlservr'],
    })
  },
  read,
}
