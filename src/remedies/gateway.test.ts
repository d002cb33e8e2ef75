import { expect, it } from 'vitest'
import { plainHttp } from '../controls/listener/plain-http.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Proposed, RemedyTools } from '../model/remedy.ts'
import { byDefault } from '../model/fact.ts'
import { deployment, port } from '../testing/deployment.ts'
import { gateway } from './gateway.ts'

const http = (number: number) => ({
  listeners: [
    {
      port: number,
      protocol: 'http' as const,
      purpose: 'application' as const,
      tls: byDefault('none' as const, 'a test'),
      authentication: byDefault('none' as const, 'a test'),
      trail: [],
    },
  ],
})
const api = { id: 'api', ports: [port('8080:8080', 22)], is: { role: 'application' as const, reading: http(8080) } }
const front = { id: 'front', env: { API: 'http://api:8080' }, is: { role: 'proxy' as const, reading: http(80) } }

function proposed(judged: Deployment): readonly Proposed[] {
  const failed = [...plainHttp.judge(judged)].flatMap((judgement): readonly FailedVerdict[] =>
    judgement.verdict === 'fail' ? [{ control: plainHttp.id, judgement }] : [],
  )
  return gateway.propose({ deployment: judged, failed }, {} as RemedyTools) as readonly Proposed[]
}

it('closes the way past a published gateway, and leaves the gateway', () => {
  const judged = deployment({ components: [{ ...front, ports: [port('80:80', 12)] }, api] })
  expect(proposed(judged)).toMatchObject([
    { id: 'gateway api:8080', steps: [{ component: 'api', does: { kind: 'publication', port: 8080, to: 'loopback' } }] },
  ])
})

it('counts what takes TLS for a program as the program', () => {
  const beside = { id: 'api-tls', networkOf: 'api', env: { API: 'http://api:8080' }, is: { role: 'proxy' as const, reading: http(8443) } }
  const through = { ...front, ports: [port('80:80', 12)], env: { API: 'http://api:8443' } }
  expect(proposed(deployment({ components: [through, api, beside] }))).toMatchObject([{ id: 'gateway api:8080' }])
})

it('leaves the only door there is', () => {
  expect(proposed(deployment({ components: [front, api] }))).toEqual([])
  expect(proposed(deployment({ components: [{ ...front, ports: [port('80:80', 12)], env: {} }, api] }))).toEqual([])
})

it('leaves a publication that the gateway itself goes through', () => {
  const through = { ...front, ports: [port('80:80', 12)], env: { API: 'http://host.docker.internal:8080' } }
  expect(proposed(deployment({ components: [through, api] }))).toEqual([])
})
