import { describe, expect, it } from 'vitest'
import type { Change } from '../model/change.ts'
import type { WantServe } from '../model/want.ts'
import { component } from '../testing/component.ts'
import { setting } from '../model/setting.ts'
import { ownerOf, webServe } from './web-serve.ts'

const want = (plaintext: 'kept' | 'refused'): WantServe => ({
  kind: 'serve',
  port: 5000,
  tls: { port: 5000, plaintext, identity: { certificate: 'C', key: { name: 'app', value: 'K' }, authority: 'A' } },
})

function changes(test: readonly string[]): readonly Change[] | string {
  const healthcheck = {
    test: test.map((word) => setting(word, { file: 'compose.yml', line: 9 })),
    disabled: false,
    at: { file: 'compose.yml', line: 9 },
  }
  const input = component({ isolation: { healthcheck } })
  const done = webServe(want('refused'), input, { title: 'App', owner: { user: 7, group: 8 }, told: [] })
  return 'cannot' in done ? done.cannot : done.changes
}

describe('a web server with TLS at its own port', () => {
  it('does not speak both', () => {
    expect(webServe(want('kept'), component({}), { title: 'App', owner: { user: 0, group: 0 }, told: [] })).toEqual({
      cannot: 'App takes TLS or plain HTTP at its port, not both',
    })
  })

  it('has a key for its own user', () => {
    expect(changes([])).toContainEqual({ kind: 'file', path: '/etc/ringwall/tls.key', text: 'K', isSecret: true, owner: { user: 7, group: 8 } })
    expect(ownerOf(component({ user: '12:34' }), { user: 0, group: 0 }, 'App')).toEqual({ user: 12, group: 34 })
    expect(ownerOf(component({ user: '12' }), undefined, 'App')).toEqual({ user: 12, group: 12 })
    expect(ownerOf(component({ user: 'app' }), { user: 0, group: 0 }, 'App')).toHaveProperty('cannot')
    expect(ownerOf(component({}), undefined, 'App')).toHaveProperty('cannot')
  })

  it('is asked by TLS where its health check asked in plain HTTP', () => {
    expect(changes(['curl', '-f', 'http://localhost:5000/health'])).toContainEqual({
      kind: 'confinement',
      confinement: { healthcheck: ['CMD', 'curl', '--cacert', '/etc/ringwall/ca.crt', '-f', 'https://localhost:5000/health'] },
    })
    expect(changes(['/bin/sh', '-c', 'curl -f http://127.0.0.1:5000/ || exit 1'])).toContainEqual({
      kind: 'confinement',
      confinement: { healthcheck: ['CMD-SHELL', 'curl --cacert /etc/ringwall/ca.crt -f https://127.0.0.1:5000/ || exit 1'] },
    })
    expect(changes(['curl', 'http://localhost:9000/'])).toHaveLength(3)
    expect(changes(['wget', '-q', 'http://localhost:5000/'])).toContain('its health check asks in plain HTTP')
  })
})
