import { describe, expect, it } from 'vitest'
import { holds, view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { enmeshedConnector } from './index.ts'

const weak = `{
  "debug": true,
  "transportLibrary": {
    "baseUrl": "http://backbone.example",
    "platformClientId": "own",
    "platformClientSecret": "some-client-secret-of-ours"
  },
  "database": { "connectionString": "mongodb://root:example@mongodb:27017/?authSource=admin&ssl=false" },
  "infrastructure": {
    "httpServer": {
      "cors": { "origin": "*" },
      "authentication": {
        "apiKey": {
          "keys": {
            "shop": {
              "key": "a-key-that-a-test-has-made-up"
            }
          }
        }
      }
    }
  },
  "modules": {
    "sse": { "enabled": true, "baseUrlOverride": "https://sse.example" },
    "webhooks": {
      "enabled": true,
      "targets": { "crm": { "url": "https://crm.example/hook", "skipTlsCheck": true } }
    }
  }
}
`

const hardened = `{
  "transportLibrary": { "baseUrl": "https://backbone.example" },
  "database": { "connectionString": "mongodb://connector:\${PASSWORD}@mongodb:27017/?tls=true&authSource=connector" },
  "infrastructure": { "httpServer": { "authentication": { "apiKey": { "keys": {
    "shop": { "key": "<key>", "expiresAt": "2027-01-01", "scopes": ["core:messages:*"] }
  } } } } },
  "modules": { "coreHttpApi": { "docs": { "enabled": false } }, "sync": { "enabled": true } }
}
`

function connector(text: string | undefined, env: Record<string, string> = {}, version = '6.5.0'): Reading {
  return enmeshedConnector.read(
    component({
      image: 'ghcr.io/nmshd/connector:6.5.0',
      env: { CUSTOM_CONFIG_LOCATION: '/config.json', ...env },
      files: text === undefined ? {} : { '/config.json': text },
    }),
    version,
  )
}

describe('enmeshed-connector', () => {
  it('is recognised by image and by its variables', () => {
    expect(enmeshedConnector.recognise(component({ image: 'ghcr.io/nmshd/connector:6.5.0' }))).toMatchObject({ certainty: 3, version: '6.5.0' })
    expect(enmeshedConnector.recognise(component({ env: { CUSTOM_CONFIG_LOCATION: '/config.json' } }))).toMatchObject({ certainty: 1 })
    expect(enmeshedConnector.recognise(component({ image: 'ghcr.io/nmshd/backbone-admin-ui:7' }))).toBeUndefined()
  })

  it.each([
    ['7.1.0', '', 'shop'],
    ['7.1.0', ', "dbNamePrefix": "acc-"', 'shop'],
    ['6.5.0', ', "dbNamePrefix": "acc-"', 'acc-shop'],
    ['6.5.0', ', "dbNamePrefix": "${PREFIX}"', undefined],
    ['6.5.0', '', undefined],
  ])('of version %s knows its database where settings say it (%s)', (version, more, expected) => {
    const text = `{ "transportLibrary": { "platformClientId": "own" }, "database": { "connectionString": "mongodb://db:27017/", "dbName": "shop"${more} } }`
    expect(connector(text, {}, version).connections?.map(({ database }) => database?.value)).toEqual([expected])
  })

  it('reads connections with the lines of its file', () => {
    const found = connector(weak).connections ?? []
    expect(found.map(({ key, host, trail }) => [key, host, trail[0]?.file, trail[0]?.line])).toEqual([
      ['database.connectionString', 'mongodb', 'config.json', 8],
      ['transportLibrary.baseUrl', 'backbone.example', 'config.json', 4],
      ['modules.sse.baseUrlOverride', 'sse.example', 'config.json', 24],
      ['modules.webhooks.targets.url', 'crm.example', 'config.json', 27],
    ])
    expect(found.slice(0, 2).every(({ encryption }) => holds(encryption, 'none'))).toBe(true)
    expect(found.slice(2).every(({ verification }) => holds(verification, 'none'))).toBe(true)
    expect(found[2]?.cannot).toBeDefined()
  })

  it('judges settings and keys', () => {
    const reading = connector(weak)
    const unsafe = reading.observations
      ?.filter(({ verdict }) => verdict === 'unsafe')
      .map(({ key, trail }) => [key, trail[0]?.line, trail[0]?.endLine])
    expect(unsafe).toEqual([
      ['debug', 2, undefined],
      ['infrastructure.httpServer.cors.origin', 11, undefined],
      ['modules.sse.enabled', 24, undefined],
      ['apiKey.keys.expiresAt', 15, 16],
      ['apiKey.keys.scopes', 15, 16],
      ['modules.webhooks.targets.skipTlsCheck', 27, undefined],
    ])
    expect(reading.secrets?.map(({ key, purpose, at }) => [key, purpose, at?.line])).toEqual([
      ['apiKey.keys.shop.key', 'api-key', 16],
      ['transportLibrary.platformClientSecret', 'shared-secret', 6],
    ])
    expect(holds(reading.listeners![0]!.authentication, 'token')).toBe(true)
  })

  it('finds nothing unsafe in a hardened connector', () => {
    const reading = connector(hardened)
    expect(reading.observations?.filter(({ verdict }) => verdict === 'unsafe')).toEqual([])
    expect(reading.connections?.every(({ encryption }) => holds(encryption, 'required'))).toBe(true)
    expect(reading.gaps).toEqual([])
  })

  it('takes variables before the file, and knows that API_KEY is gone', () => {
    const reading = connector(hardened, { transportLibrary__baseUrl: 'https://other.example', API_KEY: 'nobody reads this' }, '7.0.0')
    expect(reading.connections?.map(({ host }) => host)).toContain('other.example')
    expect(reading.deadKeys).toMatchObject([{ key: 'API_KEY' }])
    expect(connector(hardened, { API_KEY: 'still read' }).deadKeys).toEqual([])
  })

  it('knows the single key of older versions', () => {
    const reading = connector('{ "infrastructure": { "httpServer": { "apiKey": "xxx" } } }')
    expect(reading.secrets).toMatchObject([{ key: 'infrastructure.httpServer.apiKey', value: { value: 'xxx' }, atLeast: 30 }])
    const later = connector('{ "infrastructure": { "httpServer": { "apiKey": "xxx" } }, "database": { "dbNamePrefix": "a-" } }', {}, '7.1.0')
    expect(later.secrets).toEqual([])
    expect(later.deadKeys?.map(({ key }) => key)).toEqual(['infrastructure.httpServer.apiKey', 'database.dbNamePrefix'])
  })

  it('does not guess where the file is missing, and knows debug without keys', () => {
    const reading = connector(undefined)
    expect(reading.gaps).toMatchObject([{ why: expect.stringContaining('/config.json') }])
    expect(view(reading.listeners![0]!.authentication).known).toBe(false)
    expect(holds(connector('{ "debug": true }').listeners![0]!.authentication, 'none')).toBe(true)
    const verdict = (text: string): unknown => connector(text).observations?.find(({ concern }) => concern === 'anonymous-access')?.verdict
    expect([verdict('{ "debug": true }'), verdict(weak), verdict('{}')]).toEqual(['unsafe', 'safe', undefined])
  })
})

it('reads brokers as a list and as a table', () => {
  const broker = '{ "type": "AMQP", "configuration": { "url": "amqp://ann:plum@mq:5672" } }'
  const hosts = (brokers: string): readonly unknown[] => {
    const text = `{ "modules": { "messageBrokerPublisher": { "enabled": true, "brokers": ${brokers} } } }`
    const input = component({ image: 'ghcr.io/nmshd/connector:6', env: { CUSTOM_CONFIG_LOCATION: '/c.json' }, files: { '/c.json': text } })
    return (enmeshedConnector.read(input, undefined).connections ?? []).map(({ protocol, host }) => `${protocol} ${host}`)
  }
  expect(hosts(`[${broker}, ${broker.replace('@mq', '@two')}]`)).toEqual(['amqp mq', 'amqp two'])
  expect(hosts(`{ "main": ${broker} }`)).toEqual(['amqp mq'])
})
