import { expect, it } from 'vitest'
import { deployment, line, outcome, passing, port, written } from '../../testing/deployment.ts'
import { healthcheck } from './healthcheck.ts'

const off = { healthcheck: { at: line(12), disabled: true, test: [] } }
const on = { healthcheck: { at: line(12), disabled: false, test: [written('curl', 13)] } }

it('asks for a check, and for one that is on', () => {
  const judged = deployment({
    components: [
      { id: 'web' },
      { id: 'api', isolation: off, is: { reading: { image: { healthcheck: true } } } },
      { id: 'db', is: { reading: { image: { healthcheck: false } } } },
    ],
  })
  expect(outcome(healthcheck, judged)).toEqual(['web info compose.yml:10', 'api info compose.yml:12', 'db info compose.yml:30'])
})

it('takes the check of the image, and leaves what runs once alone', () => {
  const judged = deployment({
    components: [
      { id: 'own', isolation: on },
      { id: 'image', is: { reading: { image: { healthcheck: true } } } },
      { id: 'minio-init' },
      { id: 'once', isolation: { restart: written('no', 42) } },
    ],
  })
  expect(outcome(healthcheck, judged)).toEqual([])
  expect(passing(healthcheck, judged)).toEqual(['own', 'image'])
})

it('is not misled by a name when the component serves', () => {
  expect(outcome(healthcheck, deployment({ components: [{ id: 'setup', ports: [port('80:80', 14)] }] }))).toEqual(['setup info compose.yml:10'])
})
