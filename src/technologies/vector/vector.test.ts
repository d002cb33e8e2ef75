import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { vector } from './index.ts'

const read = (text: string, path = '/etc/vector/vector.yaml'): Reading =>
  vector.read(component({ image: 'timberio/vector:0.40.0', files: { [path]: text } }), '0.40.0')

const weak = `api:
  enabled: true
  address: 0.0.0.0:8686
sinks:
  search:
    type: elasticsearch
    endpoints:
      - https://opensearch:9200
    tls:
      verify_certificate: false
      verify_hostname: false
    auth:
      strategy: basic
      user: admin
      password: hunter2
  metrics:
    type: prometheus_exporter
    address: 0.0.0.0:9598
`

it('reports what is not verified, and the credential, at their lines', () => {
  const reading = read(weak)
  expect(reading.observations).toMatchObject([
    { concern: 'tls-verification', verdict: 'unsafe', trail: [{ file: 'vector.yaml', line: 10 }, { line: 11 }, {}] },
  ])
  const [search] = reading.connections ?? []
  expect(search).toMatchObject({
    protocol: 'elasticsearch',
    host: 'opensearch',
    port: 9200,
    user: { trail: [{ line: 14 }, {}] },
    password: { value: 'hunter2', trail: [{ line: 15 }, {}] },
  })
  expect([view(search!.verification), view(search!.encryption)]).toMatchObject([{ value: 'none' }, { value: 'required' }])
  expect(reading.listeners?.map(({ port, purpose }) => [port, purpose])).toEqual([
    [9598, 'metrics'],
    [8686, 'admin'],
  ])
  expect(view(reading.listeners![1]!.authentication)).toMatchObject({ value: 'none' })
})

it('finds nothing in a sink that verifies, read from TOML', () => {
  const reading = read(
    '[sinks.search]\ntype = "elasticsearch"\nendpoints = ["https://opensearch:9200"]\ntls.ca_file = "/ca.crt"\n',
    '/etc/vector/vector.toml',
  )
  expect(reading.observations).toEqual([])
  expect(reading.listeners).toEqual([])
  expect(view(reading.connections![0]!.verification)).toMatchObject({ value: 'name' })
})
