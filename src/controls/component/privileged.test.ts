import { expect, it } from 'vitest'
import { deployment, line, outcome, passing, port } from '../../testing/deployment.ts'
import { privileged } from './privileged.ts'

const isolation = { privileged: { value: true, trail: [line(12)] } }

it('names the line that makes the container privileged', () => {
  expect(outcome(privileged, deployment({ components: [{ id: 'agent', isolation }] }))).toEqual(['agent high compose.yml:12'])
  expect(outcome(privileged, deployment({ components: [{ id: 'agent', isolation, ports: [port('8080:80', 14)] }] }))).toEqual([
    'agent critical compose.yml:12',
  ])
})

it('passes without it, and where it is switched off', () => {
  const off = { privileged: { value: false, trail: [line(12)] } }
  const judged = deployment({ components: [{ id: 'web' }, { id: 'api', isolation: off }] })
  expect(outcome(privileged, judged)).toEqual([])
  expect(passing(privileged, judged)).toEqual(['web', 'api'])
})
