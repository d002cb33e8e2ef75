import { describe, expect, it } from 'vitest'
import { configured } from '../../model/fact.ts'
import { deployment, line, messages, outcome, port } from '../../testing/deployment.ts'
import { talk, verdicts } from '../../testing/talk.ts'
import { datastorePublished } from './datastore-published.ts'

const onHost = { networks: [], isolation: { hostNamespaces: [{ value: 'network' as const, trail: [line(23)] }] } }

describe('listener/datastore-published', () => {
  it.each([
    ['5432:5432', '0.0.0.0:5432'],
    ['15432:5432', '0.0.0.0:15432'],
    ['[::]:5432:5432', '[::]:5432'],
    ['192.168.1.5:5432:5432', '192.168.1.5:5432'],
    ['6432-6434:5432-5434', '0.0.0.0:6432'],
  ])('fires for %s', (text, door) => {
    const judged = talk({ db: { ports: [port(text, 24)] } })
    expect(verdicts(datastorePublished, judged).map((verdict) => verdict.replace(/( 24)+$/, ' 24'))).toEqual(['high db:5432 24'])
    expect(messages(datastorePublished, judged)[0]).toContain(`db (postgres) is published on ${door}`)
  })

  it('fires on the network of the host, at the line that shares it', () => {
    expect(verdicts(datastorePublished, talk({ db: onHost }))).toEqual(['high db:5432 23'])
  })

  it('names the publication that opens it, not the one on loopback', () => {
    const judged = talk({ db: { ports: [port('127.0.0.1:5432:5432', 24), port('10.0.0.1:6000:5432', 25)] } })
    expect(verdicts(datastorePublished, judged)).toEqual(['high db:5432 25'])
    expect(messages(datastorePublished, judged)[0]).toContain('10.0.0.1:6000')
  })

  it('says that no login is demanded', () => {
    const judged = talk({ server: { authentication: configured('none', [line(22)]) }, db: { ports: [port('5432:5432', 24)] } })
    expect(messages(datastorePublished, judged)[0]).toContain('and it demands no login')
  })

  it('passes where nothing is published, or on loopback', () => {
    expect(verdicts(datastorePublished, talk({}))).toEqual(['pass db'])
    expect(verdicts(datastorePublished, talk({ db: { ports: [port('127.0.0.1:5432:5432', 24)] } }))).toEqual(['pass db'])
  })

  it('passes on networks without a way out', () => {
    const judged = talk({ db: { networks: ['closed'], ports: [port('5432:5432', 24)] }, networks: [{ name: 'closed', internal: true }] })
    expect(verdicts(datastorePublished, judged)).toEqual(['pass db'])
  })

  it('is unknown where the address has no value', () => {
    expect(verdicts(datastorePublished, talk({ db: { ports: [port('${BIND}:5432:5432', 24)] } }))).toEqual(['unknown db:5432 24'])
  })

  it('knows a store by its port where nobody recognised it, and leaves applications alone', () => {
    expect(verdicts(datastorePublished, talk({ api: { ports: [port('3306:3306', 14)], is: { technology: 'api' } } }))).toEqual(['pass db'])
    const page = talk({ api: { ports: [port('9443:9443', 14)], is: { technology: 'login-page', role: 'directory' } } })
    expect(verdicts(datastorePublished, page)).toEqual(['pass db'])
    expect(verdicts(datastorePublished, talk({ db: { is: { role: 'application' }, ports: [port('5432:5432', 24)] } }))).toEqual([])
  })
})

it('asks of a server on a machine that it demands a login: its clients are on others', () => {
  const server = (authentication: 'none' | 'password') =>
    deployment({
      components: [
        {
          id: 'db',
          form: 'process',
          networks: [],
          is: {
            role: 'datastore',
            reading: {
              listeners: [
                { port: 5432, protocol: 'postgres', purpose: 'data', tls: configured('none', []), authentication: configured(authentication, []) },
              ],
            },
          },
        },
      ],
    })
  expect(outcome(datastorePublished, server('none'))).toEqual(['db:5432 high compose.yml:10'])
  expect(outcome(datastorePublished, server('password'))).toEqual([])
})
