import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const cornflow: Technology = {
  id: 'cornflow',
  title: 'Cornflow',
  role: 'application',
  recognise(input) {
    const known = recogniseBy(input, {
      official: ['baobabsoluciones/cornflow'],
      rebuilds: ['*/cornflow', '*/cornflow-server'],
      programs: ['cornflow'],
    })
    if (known !== undefined) return known
    // Airflow beside it knows CORNFLOW_SERVICE_USER, but not where Cornflow's database is
    const own = ['CORNFLOW_DB_HOST', 'CORNFLOW_ADMIN_PWD', 'cornflow_db_conn'].find((name) => input.env.has(name))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
  questions,
  logIns,
}
