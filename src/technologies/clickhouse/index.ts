import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { accountQuestions } from './behind-login.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

/** What only the server's own files hold, below a root of its name. */
const server =
  /^[\s\S]{0,4000}?<(?:clickhouse|yandex)>[\s\S]*?<(?:listen_host|tcp_port|tcp_port_secure|http_port|https_port|remote_servers|openSSL|interserver_http_port|user_directories)[ >]/
const users = /^[\s\S]{0,4000}?<(?:clickhouse|yandex)>[\s\S]*?<users[ >]/

export const clickhouse: Technology = {
  id: 'clickhouse',
  title: 'ClickHouse',
  role: 'datastore',
  files: [
    { name: /^config(?:[-_.]\w+)*\.xml$/, content: server, at: '/etc/clickhouse-server/config.xml' },
    { name: /^users(?:[-_.]\w+)*\.xml$/, content: users, at: '/etc/clickhouse-server/users.xml', part: true },
    { name: /\.xml$/, content: server, at: '/etc/clickhouse-server/config.d/' },
    { name: /\.xml$/, content: users, at: '/etc/clickhouse-server/users.d/' },
  ],
  recognise(input) {
    return recogniseBy(input, {
      official: ['clickhouse', 'clickhouse/clickhouse-server'],
      rebuilds: ['yandex/clickhouse-server', 'altinity/clickhouse-server', 'bitnami/clickhouse', '*/clickhouse-server'],
      programs: ['clickhouse-server'],
    })
  },
  read,
  questions,
  accountQuestions,
  logIns,
}
