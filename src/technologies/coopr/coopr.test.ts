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
      ['server.jdbc.driver', 'unsafe'],
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
      ['server.ssl.keystore.path', '/k.jks'],
      ['server.tasks.ssl.enabled', '${server.ssl.enabled}'],
      ['server.tasks.ssl.keystore.path', '/k.jks'],
      ['server.jdbc.connection.string', 'jdbc:postgresql://db/coopr?sslmode=verify-full'],
      ['server.tasks.ssl.trust.keystore.path', '/trust.jks'],
      ['security.enabled', 'true'],
      ['security.authentication.handlerClassName', 'co.cask.cdap.security.server.LDAPAuthenticationHandler'],
      ['security.authentication.handler.hostname', 'ldap.example'],
      ['security.auth.server.ssl.keystore.path', '/k.jks'],
      ['server.credential.store.encrypt.enabled', 'true'],
      ['server.credential.store.encrypt.keystore.path', '/c.jks'],
      ['server.callback.http.start.url', 'https://hook.example'],
    )
    const reading = coopr.read(component({ image: 'caskdata/coopr-server', files: { '/etc/coopr/conf/coopr-site.xml': text } }), undefined)
    expect(reading.observations?.every(({ verdict }) => verdict === 'safe')).toBe(true)
    expect(reading.observations?.map(({ key }) => key)).toContain('server.callback.http.start.url')
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
      { port: 55_056, purpose: 'peer' },
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

describe('files of coopr', () => {
  function folder(files: Readonly<Record<string, string>>): ReturnType<typeof coopr.read> {
    const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/etc/coopr/conf/${name}`, text]))
    return coopr.read(component({ form: 'process', files: placed }), undefined)
  }

  it('takes a later file, unless an earlier one made the value final', () => {
    const text = site(['server.port', '1111'], ['server.tasks.port', '2222']).replace('<value>1111</value>', '<value>1111</value><final>true</final>')
    const found = folder({ 'coopr-default.xml': text, 'coopr-site.xml': site(['server.port', '3333'], ['server.tasks.port', '4444']) })
    expect(found.listeners?.map(({ port }) => port)).toEqual([1111, 4444])
    expect(found.deadKeys?.map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)).toEqual(['server.port coopr-site.xml:3'])
  })

  it('asks nothing of a file of secrets alone but that its values are good', () => {
    const found = folder({ 'coopr-security.xml': site(['server.db.password', 'changeme']) })
    expect(found.listeners).toEqual([])
    expect(found.observations).toEqual([])
    expect(found.secrets).toMatchObject([{ key: 'server.db.password', value: { trail: [{ line: 3 }, {}] } }])
  })

  it('is a provisioner where only its file is there, and a user interface where only its variables are', () => {
    const both = folder({ 'coopr-site.xml': site(['server.port', '1']), 'provisioner-site.xml': site(['provisioner.bind.port', '2']) })
    const homes = both.observations?.map(({ key, trail }) => `${key} ${trail[0]?.file}`)
    expect(homes).toContain('server.credential.store.encrypt.enabled coopr-site.xml')
    expect(homes).toContain('provisioner.bind.ip provisioner-site.xml')
    const worker = folder({ 'provisioner-site.xml': site(['provisioner.server.uri', 'http://localhost:55055']) })
    expect([worker.role, worker.listeners?.map(({ port }) => port)]).toEqual(['worker', [55_056]])
    const files = { '/etc/profile.d/coopr-ui.sh': 'export COOPR_SSL=true\nP=28443\nexport COOPR_UI_SSL_PORT=$P\n' }
    const pages = coopr.read(component({ form: 'process', files }), undefined)
    expect(pages.listeners).toMatchObject([{ port: 28_443, trail: [{ line: 3 }, {}] }])
  })

  it('finds settings that contradict each other', () => {
    const keys = (...properties: readonly (readonly [string, string])[]): readonly string[] =>
      (folder({ 'coopr-site.xml': site(...properties) }).observations ?? [])
        .filter(({ concern }) => concern === 'contradiction')
        .map(({ key, trail }) => `${key} ${trail.map(({ line }) => line).join(' ')}`)
    expect(keys(['zookeeper.quorum', 'zk:2181'])).toEqual(['zookeeper.quorum 3 8'])
    expect(keys(['zookeeper.quorum', 'zk:2181'], ['server.zookeeper.quorum', 'zk:2181'])).toEqual([])
    expect(keys(['security.enabled', 'true'])).toEqual(['security.authentication.handlerClassName 3'])
    expect(keys(['a', '${b}'], ['b', '${c}x${d}'])).toEqual(['a 3', 'b 5'])
    expect(keys(['a', '${user.name}'], ['b', '${b}'])).toEqual(['b 5'])
    expect(keys(['server.ssl.enabled', 'true'])).toEqual(['server.ssl.enabled 3 8'])
  })

  it('reads users of a realm file, hidden passwords too', () => {
    const realm =
      'admin: OBF:1i271wn31wn31hzj,admin\nann=OBF:1kfj1kn8U12lhU119bU12o3U0vjwU0k3n1kje1kcv\nbob = MD5:0cc175b9c0f1b6a831c399e269772661,user\n'
    const found = folder({ 'coopr-default.xml': site(), 'realm.properties': realm })
    expect(found.accounts?.map(({ user, password, power }) => [user?.value, password?.value, password?.trail[0]?.line, power])).toEqual([
      ['admin', 'ann1', 1, 'administrator'],
      ['ann', 'gr\u00fc\u00dfe-7', 2, 'application'],
      ['bob', undefined, undefined, 'application'],
    ])
  })

  it('calls a directory, memcached and ZooKeeper', () => {
    const text = site(
      ['security.authentication.handler.hostname', 'ldap.example'],
      ['security.authentication.handler.bindPassword', 'x'],
      ['server.credential.store.memcached.addresses', 'one:1 two'],
      ['server.zookeeper.quorum', 'zk1,zk2:2182'],
    )
    expect(folder({ 'coopr-site.xml': text }).connections?.map(({ protocol, host, port }) => `${protocol} ${host}:${port}`)).toEqual([
      'zookeeper zk1:2181',
      'zookeeper zk2:2182',
      'ldap ldap.example:389',
      'memcached one:1',
      'memcached two:11211',
    ])
  })

  it('finds the firewall recipe that switches the firewall off, and asks nothing else of a template', () => {
    const service = (attributes: string): string =>
      `{"name": "firewall",\n"actions": {"configure": {"fields": {\n"run_list": "recipe[coopr_firewall::default]",\n"json_attributes": ${JSON.stringify(attributes)}}}}}`
    const found = (attributes: string): readonly unknown[] => {
      const input = component({ form: 'process', files: { '/etc/coopr/templates/firewall.json': service(attributes) } })
      const { observations, listeners } = coopr.read(input, undefined)
      return [listeners, observations?.map(({ key, verdict, trail }) => [key, verdict, trail[0]?.line])]
    }
    expect(found('')).toEqual([[], [['coopr_firewall', 'unsafe', 3]]])
    expect(found('{"coopr_firewall": {"INPUT_policy": "DROP"}}')).toEqual([[], [['coopr_firewall', 'safe', 3]]])
  })

  it('says what a provisioner is bound to only where its server is on the same machine', () => {
    const wanted = (address: string): unknown => {
      const text = site(['provisioner.register.ip', address])
      const reading = coopr.read(
        component({ image: 'caskdata/coopr-provisioner', files: { '/etc/coopr/conf/provisioner-site.xml': text } }),
        undefined,
      )
      return reading.observations?.find(({ key }) => key === 'provisioner.bind.ip')?.want
    }
    expect([wanted('127.0.0.1'), wanted('10.0.0.3')]).toEqual(['127.0.0.1', undefined])
  })
})
