import { expect, it } from 'vitest'
import { deployment, line, outcome, passing, port, volume } from '../../testing/deployment.ts'
import { sharedWritable } from './shared-writable.ts'

it('finds different programs that write one volume', () => {
  const judged = deployment({
    components: [
      { id: 'web', image: 'nginx:1', mounts: [volume('static', '/html', 12)], ports: [port('80:80', 14)] },
      { id: 'api', image: 'acme/api:1', mounts: [volume('static', '/out', 22)] },
    ],
    volumes: [{ name: 'static', at: line(40) }],
  })
  expect(outcome(sharedWritable, judged)).toEqual(['static medium compose.yml:12 compose.yml:22 compose.yml:40'])
})

it('tells of copies of one program for information only', () => {
  const judged = deployment({
    components: ['a', 'b'].map((id, index) => ({ id, image: 'acme/worker:1', mounts: [volume('work', '/work', 12 + 10 * index)] })),
  })
  expect(outcome(sharedWritable, judged)).toEqual(['work info compose.yml:12 compose.yml:22'])
})

it('passes one writer with readers, and volumes whose names begin alike', () => {
  const judged = deployment({
    components: [
      { id: 'web', image: 'nginx:1', mounts: [volume('db', '/a', 12, ['ro'])] },
      { id: 'api', image: 'acme/api:1', mounts: [volume('db', '/a', 22), volume('dbdata', '/b', 23)] },
    ],
  })
  expect(outcome(sharedWritable, judged)).toEqual([])
  expect(passing(sharedWritable, judged)).toEqual(['db', 'dbdata'])
})
