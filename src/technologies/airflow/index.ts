import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { accountQuestions } from './behind-login.ts'
import { questions, surface } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

const rebuilds = [
  'bitnami/airflow',
  'bitnami/airflow-scheduler',
  'bitnami/airflow-worker',
  '*/docker-airflow',
  'astronomer/ap-airflow',
  '*/astro-runtime',
  '*/airflow',
]
/** Their tags count something else than Airflow's releases. */
const otherVersions = ['baobabsoluciones/airflow', '*/astro-runtime']

export const airflow: Technology = {
  id: 'airflow',
  title: 'Apache Airflow',
  role: 'application',
  files: [
    {
      name: /^airflow(?:[.-][\w.-]+)?\.cfg$/,
      content: /^\[(?:core|database|webserver|api|celery)\]/m,
      at: '/opt/airflow/airflow.cfg',
      command: ['airflow', 'webserver'],
    },
    {
      name: /^webserver_config(?:[.-][\w.-]+)?\.py$/,
      content: /^(?:AUTH_\w+|WTF_CSRF_ENABLED|OAUTH_PROVIDERS)\s*=/m,
      at: '/opt/airflow/webserver_config.py',
      command: ['airflow', 'webserver'],
    },
  ],
  recognise(input) {
    const version = matchesImage(input.image, otherVersions) ? undefined : versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['apache/airflow'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, rebuilds)) return { certainty: 2, because: 'image name', ...versioned }
    if (runs(commandLine(input), 'airflow')) return { certainty: 1, because: 'runs airflow' }
    const configured = ['AIRFLOW__CORE__EXECUTOR', 'AIRFLOW__CORE__FERNET_KEY', 'AIRFLOW__CORE__LOAD_EXAMPLES', 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN']
    const isBare = input.image === undefined || /airflow/i.test(input.image.repository)
    return isBare && configured.some((name) => input.env.has(name)) ? { certainty: 1, because: 'AIRFLOW__ settings' } : undefined
  },
  read,
  questions,
  accountQuestions,
  surface,
  logIns,
}
