import { expect, it } from 'vitest'
import { deployment, line, outcome, passing, volume } from '../../testing/deployment.ts'
import { unusedVolume } from './unused-volume.ts'

it('names the line of a volume that nobody mounts', () => {
  const judged = deployment({
    components: [{ id: 'db', mounts: [volume('dbdata', '/data', 12)] }],
    volumes: [
      { name: 'db', at: line(40) },
      { name: 'dbdata', at: line(41) },
    ],
  })
  expect(outcome(unusedVolume, judged)).toEqual(['db info compose.yml:40'])
  expect(passing(unusedVolume, judged)).toEqual(['dbdata'])
})

it('cannot tell while a mount is a variable', () => {
  const judged = deployment({
    components: [{ id: 'db', mounts: [{ ...volume('${VOLUME}', '/data', 12), kind: 'other' }] }],
    volumes: [{ name: 'data', at: line(40) }],
  })
  expect(outcome(unusedVolume, judged)).toEqual(['data unknown compose.yml:40'])
})
