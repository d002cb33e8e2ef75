import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const otelCollector: Technology = {
  id: 'otel-collector',
  title: 'OpenTelemetry Collector',
  role: 'observability',
  files: [{ name: /otel.*\.ya?ml$|collector.*\.ya?ml$/, content: /^receivers:[^]*^(?:exporters|service):/m, at: '/etc/otelcol/config.yaml' }],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['otel/opentelemetry-collector*'],
      rebuilds: ['*/opentelemetry-collector*', '*/otel-collector*', '*/otelcol*'],
      programs: ['otelcol', 'otelcol-contrib'],
    }),
  read,
}
