import { describe, expect, it } from 'vitest'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { RemedyTools } from '../model/remedy.ts'
import { keyStores } from './key-stores.ts'

const tools = {
  trouble: () => undefined,
  secret: (name: string) => ({ name, value: name }),
  identity: (name: string) => Promise.resolve({ certificate: `${name} crt`, key: { name, value: name }, authority: 'ca' }),
  keyStore: (name: string) => Promise.resolve({ text: name, alias: name, password: { name, value: name } }),
} as unknown as RemedyTools

async function proposed(wantStores: string, clients: readonly string[], form = 'process') {
  const observations = [{ key: 'k', concern: 'c', verdict: 'unsafe', port: 9, trail: [{ file: 'x', line: 1 }], wantStores }]
  const deployment = {
    components: [{ id: 'server', input: { form, names: [], dependsOn: [] }, observations }],
    listeners: [{ id: 'server:9', component: 'server', port: 9 }],
    channels: clients.map((from) => ({
      id: `${from}->server:9`,
      from,
      host: 'server',
      to: { kind: 'component', component: 'server', listener: 'server:9' },
    })),
  } as unknown as Deployment
  const judgement = { component: 'server', subject: 'server', key: 'k', concern: 'c' }
  return keyStores.propose({ deployment, failed: [{ control: 'listener/client-certificate', judgement }] as unknown as FailedVerdict[] }, tools)
}

describe('key stores', () => {
  it('for data are of the program alone', async () =>
    expect(await proposed('secret', [])).toMatchObject([
      { steps: [{ component: 'server', does: { kind: 'key-stores', stores: { for: 'secret', key: { text: 'server-data' } } } }] },
    ]))

  it('that ask for certificates change every client that is known', async () =>
    expect(await proposed('mutual', ['worker'])).toMatchObject([
      {
        steps: [
          { component: 'worker', does: { kind: 'connect', channel: 'worker->server:9', trust: { identity: { certificate: 'worker crt' } } } },
          { component: 'server', does: { kind: 'key-stores', stores: { for: 'mutual' } } },
        ],
      },
    ]))

  it('hand a certificate out where the clients of a program are elsewhere', async () => {
    expect(await proposed('mutual', [])).toMatchObject([{ steps: [{ does: { stores: { handedOut: { certificate: 'server-client crt' } } } }] }])
  })

  it('keep a container as it is where nobody is known to call it', async () =>
    expect(await proposed('mutual', [], 'container')).toMatchObject([{ reason: 'needs-person' }]))
})
