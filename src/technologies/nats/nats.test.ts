import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { nats } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return nats.read(input, nats.recognise(input)?.version)
}

it('is open by default and closed by arguments or a file', () => {
  const login = (sketch: ComponentSketch): unknown => view(read({ image: 'nats:2.10', ...sketch }).listeners![0]!.authentication)
  expect(login({})).toMatchObject({ value: 'none' })
  expect(login({ command: ['--user', 'a', '--pass', 'b'] })).toMatchObject({ value: 'password' })
  expect(login({ command: ['-c', '/n.conf'], files: { '/n.conf': 'port: 4222\nauthorization {\n  token: x\n}\n' } })).toMatchObject({
    value: 'password',
    trail: [{ file: 'n.conf', line: 2 }],
  })
})

it('finds its monitoring page', () => {
  expect(read({ image: 'nats:2.10', command: ['-m', '8222'] }).listeners?.map(({ port }) => port)).toEqual([4222, 8222])
})
