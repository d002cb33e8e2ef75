import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { hyperswitchControlCenter } from './index.ts'

describe('hyperswitch-control-center', () => {
  it('is recognised by its image', () => {
    expect(hyperswitchControlCenter.recognise(component({ image: 'docker.juspay.io/juspaydotin/hyperswitch-control-center:v1.37.1' }))).toMatchObject(
      { certainty: 3, version: '1.37.1' },
    )
    expect(hyperswitchControlCenter.recognise(component({ image: 'nginx' }))).toBeUndefined()
  })

  it('serves plain HTTP, and sends browsers where its file says', () => {
    const files = { '/c.toml': '[default.endpoints]\napi_url = "http://localhost:8080"\nsdk_url = ""\n' }
    const reading = hyperswitchControlCenter.read(component({ env: { configPath: '/c.toml' }, files }), undefined)
    expect(reading.listeners).toMatchObject([{ port: 9000, purpose: 'application' }])
    expect(holds(reading.listeners![0]!.tls, 'none')).toBe(true)
    expect(reading.connections).toMatchObject([{ key: 'default.endpoints.api_url', fromOutside: true, trail: [{ file: 'c.toml', line: 2 }, {}] }])
  })
})
