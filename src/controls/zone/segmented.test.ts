import { expect, it } from 'vitest'
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
