import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { promtail } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return promtail.read(input, promtail.recognise(input)?.version)
}

it('reads where it pushes to', () => {
  const text = 'server:\n  http_listen_port: 9080\nclients:\n  - url: http://loki:3100/loki/api/v1/push\n'
  const reading = read({ image: 'grafana/promtail:3.1.0', command: ['-config.file=/etc/promtail/p.yaml'], files: { '/etc/promtail/p.yaml': text } })
  expect(reading.listeners).toMatchObject([{ port: 9080, trail: [{ line: 2 }, {}] }])
  expect(reading.connections).toMatchObject([{ protocol: 'loki', host: 'loki', port: 3100, trail: [{ line: 4 }, {}] }])
  expect(view(reading.connections![0]!.encryption)).toMatchObject({ value: 'none' })
})

it('opens nothing when its server is off', () => {
  expect(read({ image: 'grafana/promtail', files: { '/etc/promtail/config.yml': 'server:\n  disable: true\n' } }).listeners).toEqual([])
})

it('finds a password in a file and a token', () => {
  const login = (lines: string): unknown => {
    const text = `clients:\n  - url: https://logs.example.org/loki/api/v1/push\n${lines}`
    const files = { '/etc/promtail/config.yml': text, '/run/secrets/push': 'word\n' }
    return view(read({ image: 'grafana/promtail:3.1.0', files }).connections![0]!.authentication)
  }
  expect(login('')).toMatchObject({ value: 'none' })
  expect(login('    basic_auth:\n      username: a\n      password_file: /run/secrets/push\n')).toMatchObject({ value: 'password' })
  expect(login('    bearer_token_file: /run/secrets/push\n')).toMatchObject({ value: 'token', trail: [{ line: 3 }, {}] })
})
