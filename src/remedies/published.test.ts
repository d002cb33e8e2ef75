import { expect, it } from 'vitest'
import { unknown } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Proposed, RemedyTools } from '../model/remedy.ts'
import { deployment, port } from '../testing/deployment.ts'
import { published } from './published.ts'

const redis = { technology: 'redis', role: 'datastore' } as const

/** The store and the site run on `data`; `app` calls the store, by a setting of its own. */
function proposed(addresses: readonly string[], client: Partial<ComponentInput> = { form: 'process', host: 'app' }): readonly Proposed[] {
  const machine = (host: string, names: readonly string[] = []) =>
    ({ id: host, form: 'machine', host, networks: ['network'], names: names.map((name) => ({ name })), is: { role: 'machine' } }) as const
  const connection = { host: '10.0.0.6', port: 7000, protocol: 'redis', key: 'URL', trail: [{ file: 'compose.yml', line: 2 }] }
  const open = unknown<never>('not said')
  const reading = { connections: [{ ...connection, encryption: open, verification: open, authentication: open }] }
  const judged = deployment({
    components: [
      machine('app', addresses),
      machine('data', ['10.0.0.6']),
      { id: 'client', networks: ['network'], ...client, is: { role: 'application', reading } } as never,
      { id: 'store', host: 'data', ports: [port('7000:6379', 6), port('127.0.0.1:7009:6379', 7)], is: redis },
      { id: 'cache', host: 'data', ports: [port('7001:6379', 8)], is: redis },
      { id: 'site', host: 'data', ports: [port('7002:8000', 9)] },
    ],
  })
  return published.propose({ deployment: judged, failed: [] }, {} as RemedyTools) as readonly Proposed[]
}

it('lets clients through to the published port by their addresses, everybody to the site, and nobody to a store without a client', () => {
  expect(proposed(['10.0.0.5'])).toMatchObject([
    {
      id: 'published data',
      steps: [
        {
          component: 'data',
          does: {
            kind: 'published',
            admits: [
              { port: 7000, from: ['10.0.0.5'] },
              { port: 7001, from: [] },
              { port: 7002, from: 'anybody' },
            ],
          },
        },
      ],
    },
  ])
})

it('does not guess the address of a client', () => {
  expect(proposed([])).toMatchObject([{ reason: 'needs-person', why: expect.stringContaining('the address of app') as string }])
})

it('leaves alone what a container of the same machine calls by a published port', () => {
  expect(proposed(['10.0.0.5'], { form: 'container', host: 'data' })).toMatchObject([{ reason: 'would-break' }])
})
