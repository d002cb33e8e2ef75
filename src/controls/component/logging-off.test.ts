import { expect, it } from 'vitest'
import { deployment, outcome, passing, port, written } from '../../testing/deployment.ts'
import { loggingOff } from './logging-off.ts'

it('names the line that throws the output away', () => {
  const isolation = { loggingDriver: written('none', 12) }
  expect(outcome(loggingOff, deployment({ components: [{ id: 'web', isolation }] }))).toEqual(['web low compose.yml:12'])
  expect(outcome(loggingOff, deployment({ components: [{ id: 'web', isolation, ports: [port('80:80', 14)] }] }))).toEqual([
    'web medium compose.yml:12',
  ])
})

it('passes drivers, and the default', () => {
  const judged = deployment({ components: [{ id: 'web' }, { id: 'api', isolation: { loggingDriver: written('local', 22) } }] })
  expect(passing(loggingOff, judged)).toEqual(['web', 'api'])
})
