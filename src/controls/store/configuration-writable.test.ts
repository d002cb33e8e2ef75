import { expect, it } from 'vitest'
import { bind, deployment, outcome, passing } from '../../testing/deployment.ts'
import { configurationWritable } from './configuration-writable.ts'

function judged(source: string, target: string, ...options: readonly string[]) {
  return deployment({ components: [{ id: 'app', mounts: [bind(source, target, 12, options)] }] })
}

it.each([
  ['./nginx.conf', '/etc/nginx/nginx.conf', 'low'],
  ['./conf', '/etc/app', 'low'],
  ['./config/app.yml', '/app/config.yml', 'low'],
  ['./init.sh', '/docker-entrypoint-initdb.d/init.sh', 'low'],
  ['/opt/acme/.env', '/app/.env', 'low'],
  ['${CONF}/server.properties', '/server.properties', 'low'],
  ['./certs', '/certs', 'low'],
  ['.', '/app', 'info'],
  ['./', '/usr/src/app', 'info'],
  ['./src', '/app/src', 'info'],
])('%s on %s may be written: %s', (source, target, severity) => {
  expect(outcome(configurationWritable, judged(source, target))).toEqual([`app:${target} ${severity} compose.yml:12`])
  expect(passing(configurationWritable, judged(source, target, 'ro'))).toEqual([`app:${target}`])
})

it.each([
  ['./data', '/var/lib/app'],
  ['/etc/localtime', '/etc/localtime'],
  ['./uploads', '/app/uploads'],
  ['/srv/media', '/media'],
  ['./logs', '/var/log/app'],
])('does not judge %s on %s', (source, target) =>
  expect([...outcome(configurationWritable, judged(source, target)), ...passing(configurationWritable, judged(source, target))]).toEqual([]),
)

it('leaves folders alone in which the product keeps its data', () => {
  const is = { reading: { stores: [{ path: '/config', holds: 'data' as const }] } }
  expect(outcome(configurationWritable, deployment({ components: [{ id: 'app', mounts: [bind('./config', '/config', 12)], is }] }))).toEqual([])
  expect(outcome(configurationWritable, deployment({ components: [{ id: 'app', mounts: [bind('./config', '/config', 12)] }] }))).toHaveLength(1)
})
