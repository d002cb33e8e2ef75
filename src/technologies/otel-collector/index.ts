import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const otelCollector: Technology = {
  id: 'otel-collector',
  title: 'OpenTelemetry Collector',
  role: 'observability',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['otel/opentelemetry-collector*'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/opentelemetry-collector*', '*/otel-collector*', '*/otelcol*']))
      return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'otelcol', 'otelcol-contrib') ? { certainty: 1, because: 'runs otel-collector' } : undefined
  },
  read,
}
