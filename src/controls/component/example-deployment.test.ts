import { expect, it } from 'vitest'
import { deployment, line, outcome, passing } from '../../testing/deployment.ts'
import { exampleDeployment } from './example-deployment.ts'

it('names the comments that say so', () => {
  const warnings = [
    { text: 'Not for production use.', place: line(2) },
    { text: 'WARNING: local testing only', place: line(4) },
  ]
  expect(outcome(exampleDeployment, deployment({ components: [{ id: 'web' }], warnings }))).toEqual(['test low compose.yml:2 compose.yml:4'])
})

it('passes a file that says nothing of the kind', () => {
  expect(passing(exampleDeployment, deployment({ components: [{ id: 'web' }] }))).toEqual(['test'])
})
