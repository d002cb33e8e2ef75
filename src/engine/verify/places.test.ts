import { describe, expect, it } from 'vitest'
import type { Listener } from '../../model/graph.ts'
import { otherRoot, root } from '../../testing/certificates.ts'
import { line } from '../../testing/deployment.ts'
import { talk } from '../../testing/talk.ts'
import type { Vantage } from '../../wire/vantage.ts'
import type { Whereabouts } from './places.ts'
import { clientsOf, place } from './places.ts'

const here: Vantage = {
  name: 'this machine',
  dial: async () => {
    throw new Error('nothing is asked')
  },
  close: async () => {},
}

function placed(address: string | undefined, where: Partial<Whereabouts> = {}): string {
  const deployment = talk({})
  const [first] = deployment.listeners
  const listener: Listener = { ...first!, publications: address === undefined ? [] : [{ address, port: 15432, at: line(22) }] }
  const got = place(deployment, listener, { here, given: new Map(), own: new Set(['10.1.2.3']), ...where })
  return typeof got === 'string' ? got : got.map(({ host, port, because }) => `${host}:${port} (${because})`).join(', ')
}

describe('where a listener is asked', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1:15432 (the files publish it on this machine)'],
    ['::', '::1:15432 (the files publish it on this machine)'],
    ['127.0.0.1', '127.0.0.1:15432 (the files publish it on this machine)'],
    ['10.1.2.3', '10.1.2.3:15432 (the files publish it on this machine)'],
  ])('is this machine, published on %s', (address, where) => {
    expect(placed(address)).toBe(where)
  })

  it('is not an address of somebody else, though a file says so', () => {
    expect(placed('203.0.113.9')).toBe(
      '203.0.113.9, where the files publish it, is no address of this machine: if it may be asked, name it with --at db:5432=HOST:PORT',
    )
    expect(placed('db.example.org')).toContain('is no address of this machine')
  })

  it('is every copy that runs in a container, or nowhere when none does', () => {
    const containers: Whereabouts['containers'] = () =>
      ['10.0.0.2', '10.0.0.3'].map((host) => ({ vantage: here, host, port: 5432, because: 'it runs' }))
    expect(placed('0.0.0.0', { containers })).toBe('10.0.0.2:5432 (it runs), 10.0.0.3:5432 (it runs)')
    expect(placed('0.0.0.0', { containers: () => 'no container of db runs' })).toBe('no container of db runs')
    expect(placed(undefined, { noContainers: 'nobody may ask' })).toContain('was found (nobody may ask): name')
  })

  it('is this machine for its own processes', () => {
    expect(placed(undefined, { isMachine: true })).toContain('publishes no port for it')
    const deployment = talk({ db: { form: 'process' } })
    const where = { here, given: new Map(), own: new Set<string>() }
    expect(place(deployment, deployment.listeners[0]!, { ...where, isMachine: true })).toMatchObject([
      { host: '127.0.0.1', because: 'it runs on this machine' },
    ])
    expect(place(deployment, deployment.listeners[0]!, where)).toContain('nothing tells where db runs')
  })

  it('is what the user names, before all else', () => {
    const given = new Map([['db', { host: '203.0.113.9' }]])
    expect(placed('203.0.113.9', { given })).toBe('203.0.113.9:5432 (the call names this address)')
    expect(placed(undefined)).toContain('publishes no port for it')
  })
})

it('knows by what its clients go', () => {
  const authority = { value: '/ca.pem', trail: [], unresolved: [] }
  const user = { value: 'app', trail: [], unresolved: [] }
  const deployment = talk({ client: { authority, user }, api: { files: { '/ca.pem': otherRoot + root } } })
  const pems = [root, otherRoot].toSorted()
  expect(clientsOf(deployment, deployment.listeners[0]!)).toEqual({ names: ['db'], users: ['app'], authorities: pems })
})
