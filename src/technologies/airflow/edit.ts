import type { EditTechnology } from '../../model/change.ts'
import { ownFiles } from '../../model/own-files.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { ownerOf, webServe } from '../../settings/web-serve.ts'

/** The libraries of the official images (providers celery and postgres); REDIS_PASSWORD is of the entry script of Cornflow's image. */
const editClient = clientEdit({ libraries: { redis: 'redis-py', postgres: 'psycopg2' }, passwords: { redis: 'REDIS_PASSWORD' } })

/** The web server of Airflow 2 takes TLS by two settings ([webserver] web_server_ssl_cert, web_server_ssl_key); its image runs as 50000:0. */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind !== 'serve') return editClient(want, component, deployment)
  const { input, version } = component
  if (version !== undefined && Number.parseInt(version, 10) >= 3)
    return { cannot: 'workers of Airflow 3 call its API server: their core.execution_api_server_url has to change with it', reason: 'would-break' }
  const told = [
    ['AIRFLOW__WEBSERVER__WEB_SERVER_SSL_CERT', ownFiles.certificate],
    ['AIRFLOW__WEBSERVER__WEB_SERVER_SSL_KEY', ownFiles.key],
  ] as const
  return webServe(want, input, {
    title: 'Airflow',
    owner: ownerOf(input, matchesImage(input.image, ['apache/airflow']) ? { user: 50_000, group: 0 } : undefined, 'Airflow'),
    told: told.map(([name, value]) => ({ kind: 'variable', name, value })),
  })
}
