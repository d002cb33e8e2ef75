import { expect, it } from 'vitest'
import { deployment, outcome, passing, port, written } from '../../testing/deployment.ts'
import { restartPolicy } from './restart-policy.ts'

it('tells of components that stay down', () => {
  const judged = deployment({ components: [{ id: 'web' }, { id: 'api', ports: [port('80:80', 24)], isolation: { restart: written('no', 22) } }] })
  expect(outcome(restartPolicy, judged)).toEqual(['web info compose.yml:10', 'api info compose.yml:22'])
})

it('passes policies, and leaves what runs once alone', () => {
  const judged = deployment({
    components: [
      { id: 'a', isolation: { restart: written('unless-stopped', 12) } },
      { id: 'b', isolation: { restart: written('on-failure:5', 22) } },
      { id: 'db-migrate' },
      { id: 'load', is: { role: 'job' } },
    ],
  })
  expect(outcome(restartPolicy, judged)).toEqual([])
  expect(passing(restartPolicy, judged)).toEqual(['a', 'b'])
})
