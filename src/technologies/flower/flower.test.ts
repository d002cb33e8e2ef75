import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { flower } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return flower.read(input, flower.recognise(input)?.version)
}

it('is open by default and closed by a login', () => {
  const login = (sketch: ComponentSketch): unknown => view(read(sketch).listeners![0]!.authentication)
  expect(login({ image: 'mher/flower:2.0' })).toMatchObject({ value: 'none', basis: 'default' })
  expect(login({ image: 'mher/flower:2.0', env: { FLOWER_BASIC_AUTH: ['ann:hunter2', 12] } })).toMatchObject({
    value: 'password',
    trail: [{ line: 12 }],
  })
  expect(login({ image: 'example/app', command: ['celery', 'flower', '--basic-auth=ann:hunter2'] })).toMatchObject({
    value: 'password',
    trail: [{ line: 5 }],
  })
})

it('reads accounts, address and the open API', () => {
  const reading = read({
    image: 'mher/flower:2.0',
    env: { FLOWER_BASIC_AUTH: 'ann:hunter2', FLOWER_ADDRESS: '127.0.0.1', FLOWER_PORT: '5556', FLOWER_UNAUTHENTICATED_API: ['true', 13] },
  })
  expect(reading.accounts).toMatchObject([{ user: { value: 'ann' }, password: { value: 'hunter2' } }])
  expect(reading.listeners).toMatchObject([{ port: 5556, bind: { claims: [{ value: 'loopback' }] } }])
  expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key}:${trail[0]?.line}`)).toEqual([
    'FLOWER_UNAUTHENTICATED_API:13',
  ])
})

it('reads flowerconfig.py below the command line', () => {
  const files = { '/srv/flower/flowerconfig.py': "port = 7777\naddress = '127.0.0.1'\nbasic_auth = ['ann:one', 'bob:two']\n" }
  const reading = read({ form: 'process', command: ['celery', 'flower', '--port=8888'], files })
  expect(reading.listeners).toMatchObject([{ port: 8888, bind: { claims: [{ value: 'loopback' }] } }])
  expect(reading.accounts).toMatchObject([{ user: { value: 'ann' } }, { user: { value: 'bob' }, password: { value: 'two' } }])
})
