import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { otelCollector } from './index.ts'

const read = (text: string): Reading =>
  otelCollector.read(
    component({ image: 'otel/opentelemetry-collector-contrib:0.110.0', command: ['--config=/etc/otel.yaml'], files: { '/etc/otel.yaml': text } }),
    '0.110.0',
  )

it('reads receivers, exporters and its own metrics', () => {
  const reading = read(`receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 0.0.0.0:4317
      http:
exporters:
  otlp:
    endpoint: tempo:4317
    tls:
      insecure: true
  debug:
    verbosity: detailed
service:
  telemetry:
    metrics:
      address: 0.0.0.0:8888
  pipelines:
    traces:
      exporters: [otlp, debug]
`)
  expect(reading.listeners?.map(({ port, bind, trail }) => [port, bind !== undefined, trail?.[0]?.line])).toEqual([
    [4317, false, 5],
    [4318, true, 6],
    [8888, false, 17],
  ])
  expect(view(reading.connections![0]!.encryption)).toMatchObject({ value: 'none', trail: [{ line: 11 }, {}] })
  expect(reading.observations).toMatchObject([{ concern: 'data-in-logs', trail: [{ line: 13 }, {}] }])
})

it('asks for certificates where tls is set, and leaves unused exporters alone', () => {
  const reading = read(
    'receivers:\n  otlp:\n    protocols:\n      grpc:\n        endpoint: 0.0.0.0:4317\n        tls:\n          cert_file: /a\n          client_ca_file: /b\nexporters:\n  otlp:\n    endpoint: tempo:4317\n  debug:\n    verbosity: detailed\nservice:\n  pipelines:\n    traces:\n      exporters: [otlp]\n',
  )
  expect([view(reading.listeners![0]!.tls), view(reading.listeners![0]!.authentication)]).toMatchObject([
    { value: 'required' },
    { value: 'certificate' },
  ])
  expect(view(reading.connections![0]!.encryption)).toMatchObject({ value: 'required' })
  expect(reading.observations).toEqual([])
})
