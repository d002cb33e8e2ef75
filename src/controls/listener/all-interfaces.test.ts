import { expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { ListenerReading } from '../../model/technology.ts'
import { port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { allInterfaces } from './all-interfaces.ts'

function published(text: string, more: Partial<ListenerReading> = {}): Deployment {
  return talk({
    server: { port: 7000, protocol: 'tcp', purpose: 'application', ...more },
    db: { is: { role: 'application' }, ports: [port(text, 24)] },
  })
}

it.each([
  ['7000:7000', 'low db:7000 24'],
  ['0.0.0.0:7000:7000', 'low db:7000 24'],
  ['[::]:7000:7000', 'low db:7000 24'],
  ['192.168.1.5:7000:7000', 'pass db:7000'],
  ['127.0.0.1:7000:7000', 'pass db:7000'],
  ['${BIND}:7000:7000', 'unknown db:7000 24'],
])('listener/all-interfaces judges %s', (text, expected) => {
  expect(verdicts(allInterfaces, published(text))).toEqual([expected])
})

it.each<[string, Partial<ListenerReading>]>([
  ['plain HTTP', { protocol: 'http' }],
  ['debuggers', { protocol: 'debug', purpose: 'debug' }],
  ['consoles', { purpose: 'admin' }],
])('leaves %s to a sharper control', (_, more) => {
  expect(verdicts(allInterfaces, published('7000:7000', more))).toEqual([])
})

it('says nothing where nothing is published', () => {
  expect(verdicts(allInterfaces, talk({ server: { protocol: 'tcp', purpose: 'application' }, db: { is: { role: 'application' } } }))).toEqual([])
})
