import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { tempo } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return tempo.read(input, tempo.recognise(input)?.version)
}

it('opens its page and its receivers', () => {
  const text =
    'server:\n  http_listen_port: 3200\ndistributor:\n  receivers:\n    otlp:\n      protocols:\n        grpc:\n        http:\n          endpoint: 0.0.0.0:4318\n'
  const reading = read({ image: 'grafana/tempo:2.8.0', command: ['-config.file=/etc/tempo.yaml'], files: { '/etc/tempo.yaml': text } })
  expect(reading.listeners?.map(({ port, bind, trail }) => [port, bind !== undefined, trail?.[0]?.line])).toEqual([
    [3200, false, 2],
    [4317, true, undefined],
    [4318, false, 9],
  ])
  expect(view(reading.listeners![2]!.authentication)).toMatchObject({ value: 'none' })
})

it('lets in who shows a certificate', () => {
  const text = [
    'server:',
    '  http_tls_config:',
    '    cert_file: /tls/a.crt',
    '    client_auth_type: RequireAndVerifyClientCert',
    'distributor:',
    '  receivers:',
    '    otlp:',
    '      protocols:',
    '        grpc:',
    '          endpoint: 0.0.0.0:4317',
    '          tls:',
    '            cert_file: /tls/a.crt',
    '            client_ca_file: /tls/ca.crt',
  ].join('\n')
  const logins = (config: string): unknown =>
    read({ image: 'grafana/tempo:2.5.0', files: { '/etc/tempo.yaml': config } }).listeners?.map(({ authentication }) => view(authentication))
  expect(logins(text)).toMatchObject([
    { value: 'certificate', trail: [{ line: 4 }, {}] },
    { value: 'certificate', trail: [{ line: 13 }, {}] },
  ])
  expect(logins(text.replace('RequireAndVerify', 'Request').replace('            client_ca_file: /tls/ca.crt', ''))).toMatchObject([
    { value: 'none' },
    { value: 'none' },
  ])
})
