import { describe, expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { hyperswitchWeb } from './index.ts'

describe('hyperswitch-web', () => {
  it('is recognised by its images', () => {
    expect(hyperswitchWeb.recognise(component({ image: 'docker.juspay.io/juspaydotin/hyperswitch-web:0.109.2' }))).toMatchObject({
      certainty: 3,
      version: '0.109.2',
    })
    expect(hyperswitchWeb.recognise(component({ image: 'own/hyperswitch-demo-app' }))).toMatchObject({ certainty: 2 })
    expect(hyperswitchWeb.recognise(component({ image: 'node:20' }))).toBeUndefined()
  })

  it('serves plain HTTP, and what it names is opened by browsers', () => {
    const web = hyperswitchWeb.read(
      component({ image: 'juspaydotin/hyperswitch-web', env: { ENV_BACKEND_URL: ['http://localhost:8080', 12] } }),
      undefined,
    )
    expect(web.listeners?.map(({ port }) => port)).toEqual([9050])
    expect(web.connections).toMatchObject([{ key: 'ENV_BACKEND_URL', fromOutside: true, trail: [{ line: 12 }] }])
    const demo = hyperswitchWeb.read(component({ image: 'juspaydotin/hyperswitch-demo-app' }), undefined)
    expect(demo.listeners?.map(({ port }) => port)).toEqual([9060, 5252])
  })
})
