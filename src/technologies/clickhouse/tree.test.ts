import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../model/fact.ts'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { clickhouse } from './index.ts'
import type { Element } from './tree.ts'
import { elementsAt, mergedConfiguration, textAt } from './tree.ts'

const folder = '/etc/clickhouse-server'

function merged(...parts: readonly string[]): Element | undefined {
  const [main = '', ...more] = parts
  const files = Object.fromEntries(more.map((text, index) => [`${folder}/config.d/${index}.${text.startsWith('<') ? 'xml' : 'yaml'}`, text]))
  return mergedConfiguration(component({ env: { PORT: '7' }, files: { [`${folder}/config.xml`]: main, ...files } }), `${folder}/config.xml`, []).root
}

function texts(root: Element | undefined, ...path: readonly string[]): readonly string[] {
  return elementsAt(root, ...path).map(({ value }) => value.value)
}

describe('files are merged', () => {
  const base = '<clickhouse><a>1</a><b><c>2</c><d>3</d></b><h>x</h><h>y</h></clickhouse>'

  it('by name, and the later text wins', () => {
    const root = merged(base, '<clickhouse><a>9</a><b><c>8</c><e>7</e></b></clickhouse>', '<yandex><a>10</a></yandex>')
    expect([texts(root, 'a'), texts(root, 'b', 'c'), texts(root, 'b', 'd'), texts(root, 'b', 'e')]).toEqual([['10'], ['8'], ['3'], ['7']])
  })

  it('one after the other where a name repeats', () => {
    expect(texts(merged(base, '<clickhouse><h>z</h></clickhouse>'), 'h')).toEqual(['z', 'y'])
    expect(texts(merged(base, '<clickhouse><h>1</h><h>2</h><h>3</h></clickhouse>'), 'h')).toEqual(['1', '2', '3'])
  })

  it('with words that replace and remove', () => {
    const root = merged(base, '<clickhouse><a remove="1"/><b replace="replace"><e>7</e></b></clickhouse>')
    expect([texts(root, 'a'), texts(root, 'b', 'c'), texts(root, 'b', 'e')]).toEqual([[], [], ['7']])
  })

  it('whether they are XML or YAML', () => {
    const root = merged(base, 'a:\n  "@from_env": PORT\nh: [1, 2, 3]\nb:\n  "@replace": "1"\n  e: 7\n')
    expect([texts(root, 'a'), texts(root, 'h'), texts(root, 'b', 'c'), texts(root, 'b', 'e')]).toEqual([['7'], ['1', '2', '3'], [], ['7']])
  })

  it('and a variable without a value stays open', () => {
    const value = textAt(merged('<clickhouse>\n<a from_env="GONE"/></clickhouse>'), 'a')
    expect(value).toMatchObject({ value: '${GONE}', unresolved: [{ kind: 'variable' }], trail: [{ line: 2 }, {}] })
  })
})

function reading(server: string, users = ''): Reading {
  const whole = (text: string): string => `<clickhouse>\n${text}\n</clickhouse>`
  const files = { [`${folder}/config.xml`]: whole(server), ...(users === '' ? {} : { [`${folder}/users.xml`]: whole(users) }) }
  return clickhouse.read(component({ form: 'process', files }), undefined)
}

function word<T extends string>(fact: Fact<T> | undefined): string {
  const seen = fact === undefined ? undefined : view(fact)
  return seen?.known === true ? seen.value : '?'
}

function doors({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, authentication, bind }) => `${port} ${word(tls)} ${word(authentication)} ${word(bind)}`)
}

describe('the files of a machine', () => {
  const port = '<tcp_port>9001</tcp_port>'

  it.each([
    [
      'say which ports are open',
      '<https_port>1</https_port>\n<postgresql_port>2</postgresql_port>',
      '',
      ['2 none ? loopback', '1 required ? loopback'],
    ],
    ['say where', `${port}<listen_host>::1</listen_host><listen_host>0.0.0.0</listen_host>`, '', ['9001 none ? all']],
    ['let in without a password', port, '<users><a><no_password/></a><b><password>x</password></b></users>', ['9001 none none loopback']],
    ['let in with one', port, '<users><b><password_sha256_hex>x</password_sha256_hex></b></users>', ['9001 none password loopback']],
    [
      'let in from the machine itself alone',
      port,
      '<users><a><password/><networks><ip>::1</ip><ip>127.0.0.1</ip></networks></a><b><ssl_certificates/></b></users>',
      ['9001 none certificate loopback'],
    ],
    ['put passwords in from elsewhere', port, '<users><a><password from_env="X"/></a></users>', ['9001 none ? loopback']],
    ['may hold users in the main file', `${port}<users><a><password/></a></users>`, '', ['9001 none none loopback']],
  ])('%s', (_, server, users, wanted) => {
    expect(doors(reading(server, users))).toEqual(wanted)
  })

  it('tell of other servers, and what is checked of them', () => {
    const replica = '<remote_servers><c><shard><replica><host>b</host><secure>1</secure></replica></shard></c></remote_servers>'
    const ends = (client: string): readonly string[] =>
      (reading(`${replica}<zookeeper><node><host>z</host></node></zookeeper><openSSL><client>${client}</client></openSSL>`).connections ?? []).map(
        ({ protocol, host, port: at, encryption, verification }) => `${protocol} ${host}:${at} ${word(encryption)} ${word(verification)}`,
      )
    expect(ends('')).toEqual(['clickhouse b:9440 required chain', 'zookeeper z:2181 none none'])
    expect(ends('<verificationMode>none</verificationMode>')[0]).toBe('clickhouse b:9440 required none')
    expect(ends('<invalidCertificateHandler><name>AcceptCertificateHandler</name></invalidCertificateHandler>')[0]).toContain('none')
    expect(ends('<extendedVerification>true</extendedVerification>')[0]).toContain('name')
  })

  it('are open for parts of tables where servers know no password of each other', () => {
    const cluster = '<remote_servers/><zookeeper/>\n<interserver_http_port>9009</interserver_http_port>'
    const keys = ({ observations = [] }: Reading): readonly string[] => observations.map(({ key, trail }) => `${key} ${trail[0]?.line}`)
    expect(keys(reading(cluster))).toEqual(['interserver_http_credentials 3'])
    expect(keys(reading(`${cluster}<interserver_http_credentials><password>x</password></interserver_http_credentials>`))).toEqual([])
  })
})

it('any text is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(reading(text, text).gaps).toBeDefined()
    }),
  )
})
