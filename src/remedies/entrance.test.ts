import { describe, expect, it } from 'vitest'
import { byDefault } from '../model/fact.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Proposal, RemedyTools } from '../model/remedy.ts'
import type { Want } from '../model/want.ts'
import { deployment, port } from '../testing/deployment.ts'
import { entrance } from './entrance.ts'

const acme = 'https://acme.example.net/dir'

/** What is asked of a proxy with sites of these names; one that `cannot` does not ask an issuer itself. */
async function asked(names: readonly string[], issuer: string | undefined, cannot = false): Promise<readonly Want[]> {
  const web = {
    protocol: 'http',
    purpose: 'application',
    tls: byDefault('none' as const, 'so'),
    authentication: byDefault('none' as const, 'so'),
  } as const
  const is = { role: 'proxy', reading: { listeners: [{ ...web, port: 80, names }] } } as const
  const judged = deployment({ components: [{ id: 'proxy', ports: [port('80:80', 11)], is }] })
  const tools = {
    ...(issuer === undefined ? {} : { acme: issuer }),
    identity: async () => Promise.resolve({ certificate: 'C', key: { name: 'k', value: 'K' }, authority: 'A' }),
    trouble: (_: string, does: Want) =>
      cannot && does.kind === 'serve' && does.tls?.acme !== undefined ? { reason: 'no-remedy', why: 'it does not' } : undefined,
  } as unknown as RemedyTools
  const failed = [{ control: 'listener/plain-http', judgement: { component: 'proxy', subject: 'proxy:80' } }] as unknown as readonly FailedVerdict[]
  const [proposal] = (await entrance.propose({ deployment: judged, failed }, tools)) as readonly Proposal[]
  return (proposal?.steps ?? []).flatMap(({ does }) => (does.kind === 'serve' ? [does] : []))
}

describe('the certificate of an entrance', () => {
  it('comes from the issuer that the call names, for names that the world knows', async () => {
    const wants = await asked(['shop.example.org', 'www.shop.example.org'], acme)
    expect(wants).toHaveLength(2)
    for (const want of wants) expect(want).toMatchObject({ tls: { acme } })
    for (const want of wants) expect(want).not.toHaveProperty('tls.identity')
  })

  it.each<readonly [string, readonly string[], string | undefined, boolean]>([
    ['no issuer is named', ['shop.example.org'], undefined, false],
    ['a site has no name', [], acme, false],
    ["a name is of somebody's own network", ['shop.example.org', 'shop.internal'], acme, false],
    ['a name stands for a whole domain', ['*.example.org'], acme, false],
    ['a name is an address', ['203.0.113.7'], acme, false],
    ['the proxy does not ask itself', ['shop.example.org'], acme, true],
  ])('is of the deployment where %s', async (_, names, issuer, cannot) => {
    const wants = await asked(names, issuer, cannot)
    expect(wants).toHaveLength(2)
    for (const want of wants) expect(want).toMatchObject({ tls: { identity: { certificate: 'C' } } })
  })
})
