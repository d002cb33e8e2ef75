import { describe, expect, it } from 'vitest'
import { configured } from '../../model/fact.ts'
import type { ConnectionReading, ListenerReading } from '../../model/technology.ts'
import type { Role } from '../../model/vocabulary.ts'
import { deployment, line, port } from '../../testing/deployment.ts'
import type { Vantage } from '../../wire/vantage.ts'
import type { InFront } from './proxies.ts'
import { proxiesOf } from './proxies.ts'

const here: Vantage = {
  name: 'this machine',
  dial: async () => {
    throw new Error('nothing is asked')
  },
  close: async () => {},
}

/** `front` passes on to `app:5000`, which is published, or not. */
function inFront(published: boolean, role: Role = 'proxy', redirects = false): readonly Omit<InFront, 'dial'>[] {
  const door = (port: number, tls: 'none' | 'required'): ListenerReading => ({
    port,
    protocol: 'http',
    purpose: 'application',
    tls: configured(tls, [line(12)]),
    authentication: configured('none', [line(12)]),
  })
  const passes: ConnectionReading = {
    protocol: 'http',
    host: 'app',
    port: 5000,
    key: 'proxy_pass',
    trail: [line(13)],
    encryption: configured('none', [line(13)]),
    verification: configured('none', [line(13)]),
    authentication: configured('none', [line(13)]),
  }
  const built = deployment({
    components: [
      {
        id: 'front',
        ports: [port('8443:443', 14)],
        is: { role, reading: { listeners: [{ ...door(443, 'required'), redirects }], connections: [passes] } },
      },
      { id: 'app', ports: published ? [port('5000:5000', 24)] : [], is: { role: 'application', reading: { listeners: [door(5000, 'none')] } } },
    ],
  })
  const app = built.listeners.find(({ id }) => id === 'app:5000')!
  return proxiesOf(built, app, { here, given: new Map(), own: new Set() }).map(({ id, host, port: at, over }) => ({ id, host, port: at, over }))
}

describe('proxies in front of a listener', () => {
  it('are those that pass on to it, where it is reached beside them', () => {
    expect(inFront(true)).toEqual([{ id: 'front:443', host: '127.0.0.1', port: 8443, over: 'tls' }])
  })

  it('are none where the outside does not reach it, and no other callers', () => {
    expect(inFront(false)).toEqual([])
    expect(inFront(true, 'application')).toEqual([])
    expect(inFront(true, 'proxy', true)).toEqual([])
  })
})
