import { expect, it } from 'vitest'
import { deployment, outcome, passing, port, written } from '../../testing/deployment.ts'
import { confinementOff } from './confinement-off.ts'

it.each([
  'seccomp:unconfined',
  'seccomp=unconfined',
  'apparmor:unconfined',
  'apparmor=unconfined',
  'label:disable',
  'label=disable',
  'systempaths=unconfined',
])('finds %s', (value) => {
  const isolation = { securityOptions: [written('no-new-privileges:true', 12), written(value, 13)] }
  expect(outcome(confinementOff, deployment({ components: [{ id: 'web', isolation }] }))).toEqual(['web low compose.yml:13'])
  expect(outcome(confinementOff, deployment({ components: [{ id: 'web', isolation, ports: [port('80:80', 15)] }] }))).toEqual([
    'web medium compose.yml:13',
  ])
})

it('passes profiles, and labels that only name a type', () => {
  const isolation = {
    securityOptions: [written('seccomp:./profile.json', 12), written('label:type:svirt_t', 13), written('apparmor=docker-default', 14)],
  }
  const judged = deployment({ components: [{ id: 'web', isolation }] })
  expect(outcome(confinementOff, judged)).toEqual([])
  expect(passing(confinementOff, judged)).toEqual(['web'])
})
