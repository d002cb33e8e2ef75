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
