import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { enmeshedBackbone } from './index.ts'

const settings = `{
  "Infrastructure": {
    "SqlDatabase": {
      "Provider": "Postgres",
      "ConnectionString": "Server=db;Database=enmeshed;User Id=app;Password=pw1;Port=5432"
    }
  }
}`

describe('enmeshed-backbone', () => {
  it('is recognised by its images', () => {
    expect(enmeshedBackbone.recognise(component({ image: 'ghcr.io/nmshd/backbone-consumer-api:7.0.1' }))).toMatchObject({
      certainty: 3,
      version: '7.0.1',
    })
    expect(enmeshedBackbone.recognise(component({ image: 'ghcr.io/nmshd/connector:1' }))).toBeUndefined()
  })

  it('reads its override file and its mode', () => {
    const reading = enmeshedBackbone.read(
      component({
        image: 'ghcr.io/nmshd/backbone-admin-ui:7.0.1',
        env: { ASPNETCORE_ENVIRONMENT: ['Development', 9] },
        files: { '/app/appsettings.override.json': settings },
      }),
      undefined,
    )
    expect(reading).toMatchObject({
      role: 'admin',
      listeners: [{ port: 8080, purpose: 'admin' }],
      observations: [{ verdict: 'unsafe', trail: [{ line: 9 }] }],
    })
    expect(reading.connections).toMatchObject([
      { host: 'db', port: 5432, protocol: 'postgres', trail: [{ line: 5 }, {}], password: { value: 'pw1' } },
    ])
    expect(holds(reading.listeners![0]!.tls, 'none')).toBe(true)
  })

  it('knows parts that listen to nothing', () => {
    const reading = enmeshedBackbone.read(
      component({ image: 'ghcr.io/nmshd/backbone-database-migrator:7.0.1', env: { ASPNETCORE_ENVIRONMENT: 'Production' } }),
      undefined,
    )
    expect(reading).toMatchObject({ role: 'job', listeners: [], connections: [], observations: [{ verdict: 'safe' }] })
  })
})
