import { expect, it } from 'vitest'
import { deployment, outcome, passing, written } from '../../testing/deployment.ts'
import { noNewPrivileges } from './no-new-privileges.ts'

function option(value: string) {
  return deployment({ components: [{ id: 'web', isolation: { securityOptions: [written('label:type:web_t', 11), written(value, 12)] } }] })
}

it.each(['no-new-privileges', 'no-new-privileges:true', 'no-new-privileges=true', 'no-new-privileges:1'])('passes %s', (value) => {
  expect(outcome(noNewPrivileges, option(value))).toEqual([])
  expect(passing(noNewPrivileges, option(value))).toEqual(['web'])
})

it.each(['no-new-privileges:false', 'no-new-privileges=false', 'no-new-privileges:0'])('does not take %s for yes', (value) => {
  expect(outcome(noNewPrivileges, option(value))).toEqual(['web low compose.yml:12'])
})

it('names the component where nothing is written', () => {
  expect(outcome(noNewPrivileges, deployment({ components: [{ id: 'web' }] }))).toEqual(['web low compose.yml:10'])
})
