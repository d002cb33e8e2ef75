import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const cornflow: Technology = {
  id: 'cornflow',
  title: 'Cornflow',
  role: 'application',
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['baobabsoluciones/cornflow'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/cornflow', '*/cornflow-server'])) return { certainty: 2, because: 'image name', ...versioned }
    if (runs(commandLine(input), 'cornflow')) return { certainty: 1, because: 'runs cornflow' }
    // Airflow beside it knows CORNFLOW_SERVICE_USER, but not where Cornflow's database is
    const own = ['CORNFLOW_DB_HOST', 'CORNFLOW_ADMIN_PWD', 'cornflow_db_conn'].find((name) => input.env.has(name))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
}
