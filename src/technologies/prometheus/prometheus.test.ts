import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { prometheus } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return prometheus.read(input, prometheus.recognise(input)?.version)
}

const file = `scrape_configs:
  - job_name: node
    scheme: https
    tls_config:
      insecure_skip_verify: true
    basic_auth:
      username: scraper
      password: hunter2
    static_configs:
      - targets: ['node:9100', 'other:9100']
`

it('has no login by default, and dangerous switches', () => {
  const reading = read({ image: 'prom/prometheus:v2.54.1', command: ['--config.file=/etc/prometheus/prometheus.yml', '--web.enable-admin-api'] })
  expect(view(reading.listeners![0]!.authentication)).toMatchObject({ value: 'none' })
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    '--web.enable-admin-api:5',
  ])
})

it('reads whom it scrapes', () => {
  const [first, second] = read({ image: 'prom/prometheus', files: { '/etc/prometheus/prometheus.yml': file } }).connections ?? []
  expect(first).toMatchObject({
    host: 'node',
    port: 9100,
    user: { value: 'scraper' },
    password: { trail: [{ line: 8 }, {}] },
    trail: [{ line: 10 }, {}],
  })
  expect(second).toMatchObject({ host: 'other' })
  expect([view(first!.encryption), view(first!.verification)]).toMatchObject([{ value: 'required' }, { value: 'none', trail: [{ line: 5 }, {}] }])
})

it('reads the web configuration', () => {
  const web = 'tls_server_config:\n  cert_file: a\nbasic_auth_users:\n  ann: hash\n'
  const reading = read({ image: 'prom/prometheus', command: ['--web.config.file=/web.yml'], files: { '/web.yml': web } })
  expect([view(reading.listeners![0]!.tls), view(reading.listeners![0]!.authentication)]).toMatchObject([
    { value: 'required' },
    { value: 'password' },
  ])
  expect(view(read({ image: 'prom/prometheus', command: ['--web.config.file=/gone.yml'] }).listeners![0]!.tls).known).toBe(false)
})
