import { expect, it } from 'vitest'
import { exampleDocument } from '../../../test/guard/example.ts'
import { usesIn } from './uses.ts'

const [example, ...others] = exampleDocument().sites
const sites = [{ ...example!, routes: example!.routes.map((route) => ({ ...route, recordedAfter: true as const })) }, ...others]

it('takes what HAProxy did with a key from its log', () => {
  const use = usesIn(sites)('use 0.4:1024 1900000000000/robot.2/billing/GET,PUT GET 2001:db8::1 /api/v1/x?a=b')
  expect(use).toMatchObject({
    key: 'robot.2',
    request: { method: 'GET', host: 'localhost', target: '/api/v1/x?a=b', remote: '2001:db8::1' },
    decision: { outcome: 'allow', principal: { kind: 'key', id: 'robot.2', owner: 'billing' }, route: { id: 'localhost/api/v1/**' } },
  })
})

it.each([
  'use 0.4:1024 1900000000000/robot/billing/GET,PUT GET 192.0.2.1 /a b',
  'use 0.4:1024 1900000000000/robot/billing/GET,PUT GET 192.0.2.1 ',
  'use 0.2:1024 1900000000000/robot/billing/GET,PUT GET 192.0.2.1 /admin/x',
  'use 7.4:1024 1900000000000/robot/billing/GET,PUT GET 192.0.2.1 /x',
  'use 0.99:1024 1900000000000/robot/billing/GET,PUT GET 192.0.2.1 /x',
  'use 0.4:1024 1900000000000/ro bot/billing/GET,PUT GET 192.0.2.1 /x',
  '192.0.2.1:4711 [30/Nov/2026:17:00:00.000] https/1: SSL handshake failure',
  '',
])('takes %j for no use', (line) => {
  expect(usesIn(sites)(line)).toBeUndefined()
})
