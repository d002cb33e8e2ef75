import { expect, it } from 'vitest'
import { deployment, messages, outcome, passing, port } from '../../testing/deployment.ts'
import { datastoreIsolated } from './datastore-isolated.ts'

const web = { id: 'web', ports: [port('80:80', 12)], networks: ['back', 'front'], is: { role: 'proxy' as const } }
const api = { id: 'api', networks: ['back'], dependsOn: ['db'], is: { role: 'application' as const } }
const db = { id: 'db', networks: ['back'], is: { role: 'datastore' as const } }
const page = { id: 'page', networks: ['front'] }

it('finds a published neighbour that never talks to the store', () => {
  const judged = deployment({ components: [web, api, db, page] })
  expect(outcome(datastoreIsolated, judged)).toEqual(['db low compose.yml:3 compose.yml:10'])
  expect(messages(datastoreIsolated, judged)[0]).toContain('web, published and without a known connection to db, shares the network back')
})

it('passes when the neighbour is a client, or shares no network', () => {
  const client = deployment({ components: [{ ...web, env: { DATABASE_URL: 'postgres://app:x@db:5432/app' } }, api, db, page] })
  expect(outcome(datastoreIsolated, client)).toEqual([])
  expect(passing(datastoreIsolated, client)).toEqual(['db'])
  const apart = deployment({ components: [{ ...web, networks: ['front'] }, api, db, page] })
  expect(passing(datastoreIsolated, apart)).toEqual(['db'])
})

it('is silent where the whole network is flat, and where no client is known', () => {
  const flat = deployment({ components: [web, api, db].map((each) => ({ ...each, networks: ['one'] })) })
  expect(outcome(datastoreIsolated, flat)).toEqual([])
  expect(outcome(datastoreIsolated, deployment({ components: [web, { ...api, dependsOn: [] }, db, page] }))).toEqual([])
})
