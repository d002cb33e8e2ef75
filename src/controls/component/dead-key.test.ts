import { expect, it } from 'vitest'
import { deployment, line, messages, outcome, passing, port } from '../../testing/deployment.ts'
import { deadKey } from './dead-key.ts'

const dead = { key: 'REDIS_PASS', trail: [line(12)], why: 'the image does not read it.', fix: 'use the command line', stake: 'data' as const }

it('says what the setting does not do, where it is written', () => {
  const judged = deployment({ components: [{ id: 'cache', ports: [port('6379:6379', 14)], is: { reading: { deadKeys: [dead] } } }, { id: 'web' }] })
  expect(outcome(deadKey, judged)).toEqual(['cache high compose.yml:12'])
  expect(messages(deadKey, judged)).toEqual(['REDIS_PASS is set, but has no effect: the image does not read it.'])
  expect(passing(deadKey, judged)).toEqual(['web'])
})

it('says it of each component that shares the line, alike', () => {
  const is = { reading: { deadKeys: [dead] } }
  const found = [
    ...deadKey.judge(
      deployment({
        components: [
          { id: 'a', is },
          { id: 'b', is },
        ],
      }),
    ),
  ]
  expect(found.map(({ subject, discriminator, key, locations }) => [subject, discriminator, key, locations])).toEqual([
    ['a', 'REDIS_PASS', 'REDIS_PASS', [line(12)]],
    ['b', 'REDIS_PASS', 'REDIS_PASS', [line(12)]],
  ])
})
