import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const clickhouse: Technology = {
  id: 'clickhouse',
  title: 'ClickHouse',
  role: 'datastore',
  recognise(input) {
    return recogniseBy(input, {
      official: ['clickhouse', 'clickhouse/clickhouse-server'],
      rebuilds: ['yandex/clickhouse-server', 'altinity/clickhouse-server', 'bitnami/clickhouse', '*/clickhouse-server'],
      programs: ['clickhouse-server'],
    })
  },
  read,
}
