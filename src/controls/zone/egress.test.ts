import { expect, it } from 'vitest'
import { deployment, outcome, passing, port } from '../../testing/deployment.ts'
import { egress } from './egress.ts'

const db = { id: 'db', is: { role: 'datastore' as const } }

it('tells of stores with a way out, and not of workers: what they call stands in code', () => {
  expect(outcome(egress, deployment({ components: [db, { id: 'worker', is: { role: 'worker' } }] }))).toEqual(['db info compose.yml:10'])
})

it('passes internal networks', () => {
  const judged = deployment({ components: [db], networks: [{ name: 'default', internal: true }] })
  expect(outcome(egress, judged)).toEqual([])
  expect(passing(egress, judged)).toEqual(['db'])
})

it('leaves alone what is published, calls out, or is no store', () => {
  const judged = deployment({
    components: [
      { ...db, ports: [port('127.0.0.1:5432:5432', 12)] },
      { id: 'worker', env: { SMTP_URL: 'smtp://mail.example.org:25' }, is: { role: 'worker' } },
      { id: 'web' },
    ],
  })
  expect([...outcome(egress, judged), ...passing(egress, judged)]).toEqual([])
})
