import { describe, expect, it } from 'vitest'
import { unknown } from '../../model/fact.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { deployment, line, messages, outcome, passing, port } from '../../testing/deployment.ts'
import { segmented } from './segmented.ts'

const web = { id: 'web', ports: [port('80:80', 12)], is: { role: 'proxy' as const } }
const api = { id: 'api', is: { role: 'application' as const } }
const db = { id: 'db', is: { role: 'datastore' as const } }

it('finds one network for everything, at the line that opens the components', () => {
  const judged = deployment({ components: [web, api, db], networks: [{ name: 'default', at: line(50) }] })
  expect(outcome(segmented, judged)).toEqual(['test medium compose.yml:1 compose.yml:50'])
  expect(messages(segmented, judged)[0]).toContain('from web, which is published, the way to db')
  expect(outcome(segmented, deployment({ components: [web, api, db] }))).toEqual(['test medium compose.yml:1'])
})

it('is not deceived by a second network that divides nothing', () => {
  const judged = deployment({ components: [web, { ...api, networks: ['default', 'back'] }, { ...db, networks: ['default', 'back'] }] })
  expect(outcome(segmented, judged)).toHaveLength(1)
})

it('passes a divided network, and has nothing to say of two components', () => {
  const divided = deployment({ components: [web, { ...api, networks: ['default', 'back'] }, { ...db, networks: ['back'] }] })
  expect(outcome(segmented, divided)).toEqual([])
  expect(passing(segmented, divided)).toEqual(['test'])
  const two = deployment({ components: [web, db] })
  expect([...outcome(segmented, two), ...passing(segmented, two)]).toEqual([])
})

it('needs a store and a published application', () => {
  expect(outcome(segmented, deployment({ components: [web, api, { id: 'other' }] }))).toEqual([])
  expect(outcome(segmented, deployment({ components: [{ id: 'web' }, api, db] }))).toEqual([])
})

describe('is low where another network keeps nobody away from data', () => {
  const to = (host: string, listeners: number): NonNullable<DeployedSketch['is']>['reading'] => ({
    connections: [
      {
        protocol: 'tcp',
        host,
        port: listeners,
        key: 'URL',
        trail: [line(12)],
        encryption: unknown('the test'),
        verification: unknown('the test'),
        authentication: unknown('the test'),
      },
    ],
  })
  const open = { ...db, ports: [port('5432:5432', 32)] }
  const door = { ...web, is: { ...web.is, reading: to('api', 8080) } }
  const caller = { id: 'shop', ports: [port('8080:8080', 42)], is: { role: 'application' as const, reading: to('db', 5432) } }

  it.each<[string, string, readonly DeployedSketch[]]>([
    ['every store is published itself', 'low', [web, api, open]],
    ['the only store is a cache', 'low', [web, api, { id: 'db', is: { role: 'cache' } }]],
    ['all that is published talks to the store', 'low', [caller, api, db]],
    ['the proxy in front of one application is alone', 'low', [door, api, db]],
    ['the proxy is not alone', 'medium', [door, api, db, caller]],
    ['one store is not published', 'medium', [web, api, db, { ...open, id: 'other' }]],
  ])('%s: %s', (_, worth, components) => {
    expect(outcome(segmented, deployment({ components }))).toEqual([`test ${worth} compose.yml:1`])
  })
})
