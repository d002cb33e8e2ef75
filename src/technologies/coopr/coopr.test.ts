import { describe, expect, it } from 'vitest'
import { holds } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { coopr } from './index.ts'

function site(...properties: readonly (readonly [string, string])[]): string {
  return `<configuration>\n${properties.map(([name, value]) => `<property><name>${name}</name>\n<value>${value}</value></property>\n`).join('')}</configuration>\n`
}

describe('coopr', () => {
  it('is recognised by image, program and variables', () => {
    expect(coopr.recognise(component({ image: 'caskdata/coopr-server:0.9.9' }))).toMatchObject({ certainty: 3, version: '0.9.9' })
    expect(coopr.recognise(component({ image: 'own/coopr-ui' }))).toMatchObject({ certainty: 2 })
    expect(coopr.recognise(component({ command: ['/opt/coopr/bin/coopr.sh', 'start'] }))).toMatchObject({ certainty: 1 })
    expect(coopr.recognise(component({ image: 'node:20' }))).toBeUndefined()
  })

  it('tells what a server is by default', () => {
    const reading = coopr.read(component({ image: 'caskdata/coopr-server' }), undefined)
    expect(reading.listeners?.map(({ port }) => port)).toEqual([55_054, 55_055])
    expect(reading.listeners?.every(({ tls, authentication }) => holds(tls, 'none') && holds(authentication, 'none'))).toBe(true)
    expect(reading.observations?.map(({ key, verdict }) => [key, verdict])).toEqual([
      ['server.credential.store.encrypt.enabled', 'unsafe'],
      ['security.enabled', 'unsafe'],
      ['server.tasks.ssl.trust.keystore.path', 'unsafe'],
    ])
    expect(reading.stores).toHaveLength(1)
  })

  it('reads the XML settings with their lines; a key store alone switches no TLS on', () => {
    const text = site(
      ['server.jdbc.connection.string', 'jdbc:mysql://db:3306/coopr'],
      ['server.db.user', 'coopr'],
      ['server.db.password', 'cooprpw'],
      ['server.tasks.ssl.keystore.path', '/k.jks'],
      ['server.zookeeper.quorum', 'zk:2181/coopr'],
      ['server.callback.http.start.url', 'http://hook.example'],
    )
    const reading = coopr.read(component({ image: 'caskdata/coopr-server', files: { '/etc/coopr/conf/coopr-site.xml': text } }), undefined)
    expect(reading.connections?.map(({ key, host, port, trail }) => [key, host, port, trail[0]?.line])).toEqual([
      ['server.jdbc.connection.string', 'db', 3306, 3],
      ['server.zookeeper.quorum', 'zk', 2181, 11],
    ])
    expect(reading.connections?.[0]?.password).toMatchObject({ value: 'cooprpw', trail: [{ line: 7 }, {}] })
    expect(reading.connections?.[1]?.cannot).toBeDefined()
    expect(holds(reading.listeners![1]!.tls, 'none')).toBe(true)
    expect(reading.observations?.find(({ key }) => key === 'server.callback.http.start.url')).toMatchObject({ trail: [{ line: 13 }, {}] })
    expect(reading.stores).toEqual([])
  })

  it('finds nothing unsafe in a hardened server', () => {
    const text = site(
      ['server.ssl.enabled', 'true'],
      ['server.tasks.ssl.enabled', 'true'],
      ['server.tasks.ssl.trust.keystore.path', '/trust.jks'],
      ['security.enabled', 'true'],
      ['server.credential.store.encrypt.enabled', 'true'],
    )
    const reading = coopr.read(component({ image: 'caskdata/coopr-server', files: { '/etc/coopr/conf/coopr-site.xml': text } }), undefined)
    expect(reading.observations?.every(({ verdict }) => verdict === 'safe')).toBe(true)
    expect(reading.listeners?.every(({ tls }) => holds(tls, 'required'))).toBe(true)
    expect(holds(reading.listeners![1]!.authentication, 'certificate')).toBe(true)
  })

  it('knows that COOPR_UI_SSL does nothing and COOPR_SSL does', () => {
    const weak = coopr.read(
      component({
        image: 'caskdata/coopr-ui',
        env: { COOPR_UI_SSL: ['true', 14], COOPR_REJECT_UNAUTH: ['false', 15], COOPR_SERVER_URI: 'https://server:55054' },
      }),
      undefined,
    )
    expect(weak).toMatchObject({
      listeners: [{ port: 8100 }],
      deadKeys: [{ key: 'COOPR_UI_SSL', trail: [{ line: 14 }] }],
      observations: [{ key: 'COOPR_REJECT_UNAUTH', verdict: 'unsafe', trail: [{ line: 15 }] }],
    })
    const secure = coopr.read(component({ image: 'caskdata/coopr-ui', env: { COOPR_SSL: 'true' } }), undefined)
    expect(secure).toMatchObject({ listeners: [{ port: 8443 }], deadKeys: [] })
    expect(holds(secure.listeners![0]!.tls, 'required')).toBe(true)
  })

  it('opens JMX and the API of a provisioner', () => {
    const options =
      '-Dcom.sun.management.jmxremote.port=1099 -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false'
    const reading = coopr.read(component({ image: 'caskdata/coopr-provisioner', env: { COOPR_JMX_OPTS: [options, 9] } }), undefined)
    expect(reading.role).toBe('worker')
    expect(reading.listeners).toMatchObject([
      { port: 55_056, purpose: 'admin' },
      { port: 1099, protocol: 'jmx', trail: [{ line: 9 }] },
    ])
    expect(holds(reading.listeners![1]!.authentication, 'none')).toBe(true)
  })

  it('says that a key store has no effect while TLS is off', () => {
    const dead = (...properties: readonly (readonly [string, string])[]): readonly string[] =>
      (
        coopr.read(component({ image: 'caskdata/coopr-server', files: { '/etc/coopr/conf/coopr-site.xml': site(...properties) } }), undefined)
          .deadKeys ?? []
      ).map(({ key, why }) => `${key}: ${why}`)
    expect(dead(['server.tasks.ssl.keystore.path', '/k.jks'])).toEqual([
      'server.tasks.ssl.keystore.path: the listener has no TLS while server.tasks.ssl.enabled is not set',
    ])
    expect(dead(['server.ssl.enabled', 'false'], ['server.ssl.keystore.path', '/k.jks'])).toHaveLength(1)
    expect(dead(['server.ssl.enabled', 'true'], ['server.ssl.keystore.path', '/k.jks'])).toEqual([])
    expect(dead(['server.ssl.enabled', 'false'])).toEqual([])
  })
})
