import { describe, expect, it } from 'vitest'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Proposed, RemedyTools } from '../model/remedy.ts'
import { doors } from './doors.ts'

const tools = { trouble: () => undefined } as unknown as RemedyTools

function program(id: string, form: string, host: string, env: readonly (readonly [string, string])[] = []) {
  return { id, input: { form, host, env: new Map(env.map(([name, value]) => [name, { value }])), dependsOn: [] } }
}

async function proposed(control: string, listener: object, others: readonly object[] = [], channels: readonly object[] = [], form = 'container') {
  const door = { id: 'db:9', component: 'db', port: 9, exposure: 'zone', ...listener }
  const deployment = { components: [program('db', form, 'one'), ...others], listeners: [door], channels } as unknown as Deployment
  const failed = [{ control, judgement: { component: 'db', subject: 'db:9' } }] as unknown as readonly FailedVerdict[]
  return doors.propose({ deployment, failed }, tools)
}

const isShut = [{ steps: [{ component: 'db', does: { kind: 'own', port: 9 } }] }]
const call = { from: 'web', to: { kind: 'component', component: 'db', listener: 'db:9' } }

describe('a debugger', () => {
  const debug = { purpose: 'debug', protocol: 'jmx' }

  it('is shut', async () => expect(await proposed('listener/debug-port', debug)).toMatchObject(isShut))

  it('stays where somebody asks it', async () => {
    const found: readonly Proposed[] = await proposed('listener/debug-port', debug, [program('ui', 'container', 'one', [['JMXPORT', '9']])])
    expect(found).toMatchObject([{ reason: 'would-break', why: expect.stringContaining('JMXPORT') }])
  })
})

describe('a store without log-in', () => {
  const store = { purpose: 'data', protocol: 'redis' }

  it('of a machine keeps to it', async () => expect(await proposed('listener/datastore-published', store, [], [], 'process')).toMatchObject(isShut))

  it('serves its own machine as before, and another one that uses it too', async () => {
    const near = [program('web', 'process', 'one')]
    expect(await proposed('listener/datastore-published', store, near, [call], 'process')).toMatchObject(isShut)
    const far = [program('web', 'process', 'two')]
    expect(await proposed('listener/datastore-published', store, far, [call], 'process')).toMatchObject([{ reason: 'would-break' }])
  })

  it('in a container is published, or it is not', async () => expect(await proposed('listener/datastore-published', store)).toEqual([]))
})
