import { describe, expect, it } from 'vitest'
import { configured } from '../../model/fact.ts'
import { line, messages, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { reachable } from './reachable.ts'

const onHost = { networks: [], isolation: { hostNamespaces: [{ value: 'network' as const, trail: [line(13)] }] } }

describe('channel/reachable', () => {
  it('fires where both ends share no network', () => {
    const judged = talk({ api: { networks: ['front'] }, db: { networks: ['back'] } })
    expect(verdicts(reachable, judged)).toEqual(['low api->db:5432 20 12'])
    expect(messages(reachable, judged)).toEqual(['api addresses db by name (DATABASE_URL), but they share no network: api is on front, db on back.'])
  })

  it('fires for a client without a network, and for one on the network of the host', () => {
    expect(messages(reachable, talk({ api: { networks: [] } }))[0]).toContain('api is on none, db on default')
    expect(messages(reachable, talk({ api: onHost }))[0]).toContain('api is on host, db on default')
  })

  it('passes on a shared network, in a shared namespace, and through a published port', () => {
    expect(verdicts(reachable, talk({ api: { networks: ['front', 'back'] }, db: { networks: ['back'] } }))).toEqual(['pass api->db:5432'])
    expect(verdicts(reachable, talk({ client: { host: 'localhost' }, api: { networks: [] }, db: { networkOf: 'api' } }))).toEqual([
      'pass api->db:5432',
    ])
    expect(verdicts(reachable, talk({ client: { host: 'localhost' }, api: onHost, db: { ports: [port('5432:5432', 24)] } }))).toEqual([
      'pass api->db:5432',
    ])
  })

  it('fires for a server that listens on loopback alone, unless the client is beside it', () => {
    const server = { bind: configured('loopback' as const, [line(22)]) }
    expect(verdicts(reachable, talk({ server }))).toEqual(['low api->db:5432 22 12'])
    expect(messages(reachable, talk({ server }))[0]).toContain('db listens on loopback alone')
    expect(verdicts(reachable, talk({ server, client: { host: 'localhost' }, api: { networks: [] }, db: { networkOf: 'api' } }))).toEqual([
      'pass api->db:5432',
    ])
  })

  it('says nothing of servers that are not here', () => {
    expect(verdicts(reachable, talk({ client: { host: 'db.example.org' } }))).toEqual([])
    expect(verdicts(reachable, talk({ client: { host: '${DB_HOST}' } }))).toEqual([])
  })
})
