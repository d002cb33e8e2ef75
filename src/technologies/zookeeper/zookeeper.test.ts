import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { zookeeper } from './index.ts'

function reading(sketch: ComponentSketch): Reading {
  const input = component({ image: 'zookeeper:3.9.3', ...sketch })
  return zookeeper.read(input, zookeeper.recognise(input)?.version)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, protocol, tls, authentication }) => {
    const [encryption, login] = [view(tls), view(authentication)]
    return `${protocol} ${port} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}`
  })
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.line}`)
}

it('lets everybody in by default', () => {
  expect(ports(reading({}))).toEqual(['zookeeper 2181 none none', 'http 8080 none none'])
  expect(ports(reading({ image: 'zookeeper:3.4.14' }))).toEqual(['zookeeper 2181 none none'])
})

it('reads the weak example', () => {
  const found = reading({ image: 'bitnami/zookeeper:3.8', env: { ALLOW_ANONYMOUS_LOGIN: ['yes', 7], ZOO_4LW_COMMANDS_WHITELIST: ['*', 8] } })
  expect(ports(found)).toEqual(['zookeeper 2181 none none'])
  expect(unsafe(found)).toEqual(['4lw.commands.whitelist 8', 'ALLOW_ANONYMOUS_LOGIN 7'])
})

it('finds nothing in the hardened file', () => {
  const text = readFileSync(join(import.meta.dirname, 'examples/hardened/zoo.cfg'), 'utf8')
  const found = reading({ files: { '/conf/zoo.cfg': text } })
  expect(ports(found)).toEqual(['zookeeper 2281 required certificate'])
  expect(unsafe(found)).toEqual([])
  expect(found.stores?.[0]?.path).toBe('/data')
})

it('opens ports between servers in an ensemble', () => {
  const found = reading({ env: { ZOO_SERVERS: 'server.1=zoo1:2888:3888;2181 server.2=zoo2:2888:3888;2181' } })
  expect(ports(found).slice(2)).toEqual(['tcp 2888 none none', 'tcp 3888 none none'])
})

it('reads JVM flags and extra lines', () => {
  const found = reading({ env: { JVMFLAGS: '-Xmx1g -Dzookeeper.skipACL=yes', ZOO_CFG_EXTRA: 'clientPort=2182 admin.enableServer=false' } })
  expect(ports(found)).toEqual(['zookeeper 2182 none none'])
  expect(unsafe(found)).toEqual(['skipACL 10'])
})

it('keeps the door of the image beside one with TLS, until its list of servers has none', () => {
  const extra = 'secureClientPort=2281 admin.enableServer=false'
  expect(ports(reading({ env: { ZOO_CFG_EXTRA: extra } }))).toEqual(['zookeeper 2181 none none', 'zookeeper 2281 required certificate'])
  const closed = { ZOO_CFG_EXTRA: extra, ZOO_SERVERS: 'server.1=localhost:2888:3888' }
  expect(ports(reading({ env: closed }))).toEqual(['zookeeper 2281 required certificate'])
  expect(ports(reading({ env: { ...closed, ZOO_STANDALONE_ENABLED: 'false' } })).slice(1)).toEqual(['tcp 2888 none none', 'tcp 3888 none none'])
})

it('asks for a certificate where nobody has to log in', () => {
  const extra = 'secureClientPort=2281 ssl.clientAuth=none admin.serverAddress=127.0.0.1'
  expect(unsafe(reading({ env: { ZOO_CFG_EXTRA: extra } }))).toEqual(['ssl.clientAuth 10'])
  expect(unsafe(reading({ env: { ZOO_CFG_EXTRA: `${extra} sessionRequireClientSASLAuth=true` } }))).not.toContain('ssl.clientAuth 10')
  expect(unsafe(reading({}))).toEqual(['admin.serverAddress 3'])
})

it('names variables that only another image reads', () => {
  const keys = (image: string): unknown =>
    reading({ image, env: { ZOO_ENABLE_AUTH: ['yes', 12] } }).deadKeys?.map(({ key, trail }) => [key, trail[0]?.line])
  expect(keys('zookeeper:3.9.3')).toEqual([['ZOO_ENABLE_AUTH', 12]])
  expect(keys('bitnami/zookeeper:3.9')).toEqual([])
})

function files(texts: Readonly<Record<string, string>>, command: readonly string[] = []): Reading {
  const placed = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/etc/zookeeper/conf/${name}`, text]))
  return zookeeper.read(component({ form: 'process', files: placed, command }), undefined)
}

it('opens what a zoo.cfg of its own opens, and nothing else', () => {
  expect(ports(files({ 'zoo.cfg': 'admin.enableServer=false\n' }))).toEqual([])
  expect(ports(files({ 'zoo.cfg': 'clientPort=2181\nclient.portUnification=true\nadmin.forceHttps=true\nadmin.needClientAuth=true\n' }))).toEqual([
    'zookeeper 2181 optional none',
    'http 8080 required certificate',
  ])
  const bound = files({ 'zoo.cfg': 'clientPort=2181\nclientPortAddress=127.0.0.1\nadmin.serverAddress=localhost\n' })
  expect(bound.listeners?.every(({ bind }) => bind !== undefined)).toBe(true)
})

it('reads members of an ensemble, their doors for clients and how they log in', () => {
  const text =
    'server.1=[::1]:2888:3888:participant;[0:0:0:0:0:0:0:0]:2181\nserver.2=zk2:2888:3888|10.0.0.2:2889:3889;2182\nadmin.enableServer=false\n'
  expect(ports(files({ 'zoo.cfg': text }))).toEqual(['zookeeper 2181 none none', 'tcp 2888 none none', 'tcp 3888 none none'])
  const secure = `${text}sslQuorum=true\nportUnification=true\n`
  expect(ports(files({ 'zoo.cfg': secure }))).toEqual(['zookeeper 2181 none none', 'tcp 2888 optional none', 'tcp 3888 optional none'])
  const sasl = `${text}quorum.auth.enableSasl=true\nquorum.auth.serverRequireSasl=true\n`
  expect(ports(files({ 'zoo.cfg': sasl }))[1]).toBe('tcp 2888 none password')
})

it('opens JMX as zkServer.sh does, and metrics', () => {
  const cfg = 'admin.enableServer=false\nmetricsProvider.className=org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider\n'
  expect(ports(files({ 'zoo.cfg': cfg, 'java.env': 'JMXPORT=9\nJMXAUTH=true\n' }))).toEqual(['http 7000 none none', 'jmx 9 none password'])
})

it('finds the file that the command names', () => {
  const input = component({
    command: ['/opt/zk/bin/zkServer.sh', 'start-foreground', '/srv/zk1.cfg'],
    files: { '/srv/zk1.cfg': 'clientPort=2199\n' },
  })
  expect(ports(zookeeper.read(input, undefined))[0]).toBe('zookeeper 2199 none none')
})

it('knows which keys a version has', () => {
  const dead = (version: string | undefined): readonly string[] =>
    (
      zookeeper.read(component({ files: { '/conf/zoo.cfg': 'sessionRequireClientSASLAuth=true\nenforce.auth.enabled=true\n' } }), version).deadKeys ??
      []
    ).map(({ key }) => key)
  expect([dead('3.5.8'), dead('3.6.0'), dead('3.9'), dead(undefined)]).toEqual([
    ['sessionRequireClientSASLAuth', 'enforce.auth.enabled'],
    ['enforce.auth.enabled'],
    [],
    [],
  ])
})

it('demands what it is told to demand', () => {
  const text = 'clientPort=2181\nadmin.enableServer=false\nauthProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider\n'
  const env = { 'java.env': 'JVMFLAGS=-Djava.security.auth.login.config=/opt/jaas.conf\n' }
  const kerberos = { ...env, 'jaas.conf': 'Server { com.sun.security.auth.module.Krb5LoginModule required; };' }
  const login = (more: string, others: Readonly<Record<string, string>>): string => {
    const { observations = [], listeners = [] } = files({ 'zoo.cfg': text + more, ...others })
    const faults = observations
      .filter(({ verdict, key }) => verdict === 'unsafe' && key !== 'audit.enable')
      .map(({ concern, key }) => ` ${concern} ${key}`)
    return [ports({ listeners })[0], ...faults].join()
  }
  expect(login('sessionRequireClientSASLAuth=true\n', kerberos)).toBe('zookeeper 2181 none kerberos')
  expect(login('sessionRequireClientSASLAuth=true\n', {})).toBe('zookeeper 2181 none password, contradiction sessionRequireClientSASLAuth')
  expect(login('enforce.auth.enabled=true\nenforce.auth.schemes=sasl,digest\n', kerberos)).toBe(
    'zookeeper 2181 none none, anonymous-access enforce.auth.schemes',
  )
  expect(login('enforce.auth.enabled=true\n', kerberos)).toBe('zookeeper 2181 none certificate, contradiction enforce.auth.enabled')
})
