import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { clickhouse } from './index.ts'

function read(sketch: ComponentSketch) {
  const input = component({ image: 'clickhouse/clickhouse-server:25.3', ...sketch })
  return clickhouse.read(input, clickhouse.recognise(input)?.version)
}

function show({ port, tls, authentication, bind }: ListenerReading): string {
  const seen = [view<string>(tls), view<string>(authentication), ...(bind === undefined ? [] : [view<string>(bind)])]
  return [port, ...seen.map((each) => (each.known ? each.value : 'unknown'))].join(' ')
}

it.each<[string, ComponentSketch, string[]]>([
  ['nothing', {}, ['8123 none none loopback', '9000 none none loopback']],
  ['nothing, in an old image', { image: 'clickhouse/clickhouse-server:23.8' }, ['8123 none none', '9000 none none']],
  ['nothing, in an image of any version', { image: 'clickhouse/clickhouse-server' }, ['8123 none unknown', '9000 none unknown']],
  ['a password', { env: { CLICKHOUSE_PASSWORD: 'x1' } }, ['8123 none password', '9000 none password']],
  ['a user without a password', { env: { CLICKHOUSE_USER: 'app' } }, ['8123 none none', '9000 none none']],
  ['no user set-up', { env: { CLICKHOUSE_SKIP_USER_SETUP: '1' } }, ['8123 none none', '9000 none none']],
  [
    'TLS alone',
    {
      env: { CLICKHOUSE_PASSWORD: 'x1' },
      files: {
        '/etc/clickhouse-server/config.d/tls.xml':
          '<clickhouse>\n<http_port remove="1"/>\n<tcp_port remove="1"/>\n<https_port>8443</https_port>\n</clickhouse>',
      },
    },
    ['8443 required password'],
  ],
  [
    'an empty password in a file',
    { files: { '/etc/clickhouse-server/users.d/u.xml': '<clickhouse><users><default>\n<password></password>\n</default></users></clickhouse>' } },
    ['8123 none none', '9000 none none'],
  ],
])('%s', (_, sketch, expected) => {
  expect(read(sketch).listeners?.map(show)).toEqual(expected)
})

it('recognises its images, and leaves others alone', () => {
  expect(clickhouse.recognise(component({ image: 'clickhouse/clickhouse-server:25.3' }))).toMatchObject({ certainty: 3 })
  expect(clickhouse.recognise(component({ image: 'example/clickhouse-exporter' }))).toBeUndefined()
})

it('is a job when the image is asked for a client', () => {
  expect(read({ command: ['clickhouse-client', '--host', 'db'] })).toEqual({ role: 'job' })
})

it('knows the accounts and their lines', () => {
  expect(read({ env: { CLICKHOUSE_PASSWORD: ['x1', 9] } }).accounts?.[0]).toMatchObject({
    power: 'application',
    password: { trail: [{ file: 'compose.yml', line: 9 }] },
  })
})
