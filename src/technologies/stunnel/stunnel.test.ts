import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Fact } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { stunnel } from './index.ts'

const usual = '/etc/stunnel/stunnel.conf'

function reading(text: string, more: Readonly<Record<string, string>> = {}): Reading {
  return stunnel.read(component({ form: 'process', files: { [usual]: text, ...more } }), undefined)
}

function word<T extends string>(fact: Fact<T>): string {
  const seen = view(fact)
  return seen.known ? seen.value : '?'
}

function doors({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, protocol, tls, authentication, bind }) =>
    [port, protocol, word(tls), word(authentication), bind === undefined ? '' : word(bind)].join(' '),
  )
}

function ends({ connections = [] }: Reading): readonly string[] {
  return connections.map(({ host, port, protocol, encryption, verification, authentication, trail }) =>
    [protocol, `${host}:${port}`, word(encryption), word(verification), word(authentication), trail[0]?.line].join(' '),
  )
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.line}`)
}

const client = '[x]\nclient = yes\naccept = 127.0.0.1:6379\nconnect = cache:6380\n'

describe('a client', () => {
  it.each([
    ['checks nothing of itself', '', 'none'],
    ['holds no certificate against CAs that it names alone', 'CAfile = /ca.pem\n', 'none'],
    ['checks the chain', 'verifyChain = YES\nCAfile = /ca.pem\n', 'chain'],
    ['checks the name where one is written', 'VerifyChain = yes\nCAfile = /ca.pem\ncheckHost = cache\n', 'name'],
    ['knows one certificate alone', 'verifyPeer = yes\nCAfile = /peer.pem\n', 'name'],
    ['says it in the old way', 'verify = 2\nCAfile = /ca.pem\n', 'chain'],
    ['takes it back', 'verify = 2\nverifyChain = no\nCAfile = /ca.pem\n', 'none'],
    ['has a shared key, and takes any certificate instead', 'PSKsecrets = /p\n', 'none'],
    ['has a shared key and nothing else', 'PSKsecrets = /p\nciphers = PSK\nsslVersion = TLSv1.2\n', 'name'],
  ])('%s', (_, options, wanted) => {
    expect(ends(reading(client + options))[0]).toContain(`redis cache:6380 required ${wanted} `)
  })

  it('takes clear text where it listens', () => {
    expect(doors(reading(client))).toEqual(['6379 redis none delegated loopback'])
  })
})

it('a server asks for certificates where it says so, and passes on in clear text', () => {
  const server = '[x]\naccept = :::5433\nconnect = 5432\ncert = /c.pem\n'
  expect(ends(reading(server))).toEqual(['postgres localhost:5432 none none delegated 3'])
  expect(doors(reading(server))).toEqual(['5433 postgres required delegated all'])
  expect(doors(reading(`${server}verifyPeer = yes\nCAfile = /ca.pem\n`))).toEqual(['5433 postgres required certificate all'])
  expect(doors(reading(`${server.replace('cert = /c.pem', 'PSKsecrets = /p')}`))).toEqual(['5433 postgres required password all'])
  expect(unsafe(reading(`${server}verify = 1\nCAfile = /ca.pem\n`))).toEqual(['requireCert 5'])
  expect(reading(`${server}CAfile = /ca.pem\n`).deadKeys).toMatchObject([{ key: 'CAfile', trail: [{ line: 5 }, {}] }])
})

it('sections inherit what stands in front of them, and folders are included where they are named', () => {
  const found = reading('client = yes\nverifyChain = yes\ninclude = /etc/stunnel/conf.d\n[z]\nclient = no\naccept = 443\nconnect = 80\n', {
    '/etc/stunnel/conf.d/b.conf': '[b]\naccept = 127.0.0.1:1521\nconnect = db:2484\n',
    '/etc/stunnel/conf.d/a.conf': 'checkHost = db\n',
  })
  expect(ends(found)).toEqual(['oracle db:2484 required name delegated 3', 'tcp localhost:80 none none delegated 7'])
})

it('reads the shared keys of the file that it names', () => {
  const found = reading('[x]\nclient = yes\naccept = 1\nconnect = 2\nPSKsecrets = /etc/stunnel/psk\n', {
    '/etc/stunnel/psk': 'shop:0123\n\nbank:4567\n',
  })
  expect(found.secrets).toMatchObject([
    { key: 'PSKsecrets', purpose: 'shared-secret', value: { value: '0123', trail: [{ line: 1 }, {}] } },
    { value: { value: '4567' } },
  ])
})

it('judges versions, ciphers and logs', () => {
  const text =
    'debug = daemon.debug\n[x]\naccept = 443\nconnect = 80\nsslVersionMin = all\noptions = -NO_SSLv3\nciphers = HIGH:!aNULL:RC4-SHA\nsecurityLevel = 0\n'
  expect(unsafe(reading(text))).toEqual(['sslVersionMin 5', 'ciphers 7', 'securityLevel 8', 'debug 1', 'options 6'])
  expect(unsafe(reading('[x]\naccept = 443\nconnect = 80\nsslVersionMin = TLSv1.2\nciphers = HIGH:!aNULL\n'))).toEqual([])
})

it('says what it could not find', () => {
  const whys = (text: string): readonly string[] => (reading(text).gaps ?? []).map(({ why }) => why)
  expect(whys('include = /gone\n')).toEqual([
    'subject includes /gone, where nothing was found',
    'subject: what stunnel carries is not known: no configuration was found',
  ])
  expect(whys('[x]\naccept = gopher-tls\nconnect = 80\n')).toEqual(['which port stunnel means cannot be told'])
})

it('takes any text', () => {
  const takes = (text: string): void => {
    expect(reading(text).gaps).toBeDefined()
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), takes))
  const own = 'PSKsecrets=/etc/stunnel/stunnel.conf'
  const line = fc.constantFrom('[', '[a]', 'include=/etc/stunnel', 'accept=1', 'connect=a:2', 'client=yes', 'verify=9', ';x', '=', own)
  fc.assert(fc.property(fc.array(line), (lines) => takes(lines.join('\n'))))
})
