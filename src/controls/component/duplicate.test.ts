import { expect, it } from 'vitest'
import { deployment, messages, outcome, passing, port } from '../../testing/deployment.ts'
import { duplicate } from './duplicate.ts'

function publishing(one: string, other: string, profiles: readonly [readonly string[], readonly string[]] = [[], []]) {
  return deployment({
    components: [
      { id: 'a', ports: [port(one, 12)], profiles: profiles[0] },
      { id: 'b', ports: [port(other, 22)], profiles: profiles[1] },
    ],
  })
}

it.each([
  ['8080:80', '8080:8080'],
  ['127.0.0.1:8080:80', '8080:80'],
  ['127.0.0.1:8080:80', '0.0.0.0:8080:80'],
  ['8000-8010:8000-8010', '8005:80'],
])('%s and %s clash', (one, other) => {
  expect(outcome(duplicate, publishing(one, other))).toEqual(['b low compose.yml:22 compose.yml:12'])
})

it.each([
  ['8080:80', '8081:80'],
  ['53:53/tcp', '53:53/udp'],
  ['127.0.0.1:8080:80', '127.0.0.2:8080:80'],
  ['0.0.0.0:80:80', '[::]:80:80'],
  ['3000-3005:3000', '3001:80'],
])('%s and %s do not', (one, other) => {
  expect(outcome(duplicate, publishing(one, other))).toEqual([])
  expect(passing(duplicate, publishing(one, other))).toEqual(['a', 'b'])
})

it('knows profiles that exclude each other', () => {
  expect(outcome(duplicate, publishing('80:80', '80:80', [['dev'], ['prod']]))).toEqual([])
  expect(outcome(duplicate, publishing('80:80', '80:80', [['dev'], ['dev', 'test']]))).toEqual(['b low compose.yml:22 compose.yml:12'])
  expect(outcome(duplicate, publishing('80:80', '80:80', [[], ['dev']]))).toEqual(['b low compose.yml:22 compose.yml:12'])
})

it('finds a port that one component publishes twice, but not the same line again', () => {
  const twice = deployment({ components: [{ id: 'a', ports: [port('80:80', 12), port('80:8080', 13)] }] })
  expect(outcome(duplicate, twice)).toEqual(['a low compose.yml:13 compose.yml:12'])
  expect(messages(duplicate, twice)).toEqual(['a publishes port 80 twice: only one of them can have it.'])
  expect(outcome(duplicate, deployment({ components: [{ id: 'a', ports: [port('80:80', 12), port('80:80', 13)] }] }))).toEqual([])
})

it('finds a container name that two have', () => {
  const names = [{ name: 'app' }]
  expect(
    outcome(
      duplicate,
      deployment({
        components: [
          { id: 'a', names },
          { id: 'b', names },
        ],
      }),
    ),
  ).toEqual(['b low compose.yml:20 compose.yml:10'])
  const aliases = [{ name: 'app', network: 'default' }]
  expect(
    outcome(
      duplicate,
      deployment({
        components: [
          { id: 'a', names: aliases },
          { id: 'b', names: aliases },
        ],
      }),
    ),
  ).toEqual([])
})
