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

it('names variables that only another image reads', () => {
  const keys = (image: string): unknown =>
    reading({ image, env: { ZOO_ENABLE_AUTH: ['yes', 12] } }).deadKeys?.map(({ key, trail }) => [key, trail[0]?.line])
  expect(keys('zookeeper:3.9.3')).toEqual([['ZOO_ENABLE_AUTH', 12]])
  expect(keys('bitnami/zookeeper:3.9')).toEqual([])
})
