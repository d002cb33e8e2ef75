import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalNames, normalPermitted, notPermitted, outside } from './names.ts'

const permitted = { dns: ['internal.example', 'db'], networks: ['10.0.0.0/8', 'fd00::/8'], trustDomains: ['example.org'] }

describe('names of a certificate', () => {
  it('are written in one way, each once', () => {
    expect(
      normalNames({
        dns: ['DB', 'db.', '*.Internal.Example', 'my_service'],
        addresses: ['10.0.0.5', 'FD00:0:0::1', 'fd00::1'],
        uris: ['spiffe://example.org/component/db', 'https://db.internal.example/x'],
      }),
    ).toEqual({
      dns: ['db', '*.internal.example', 'my_service'],
      addresses: ['10.0.0.5', 'fd00::1'],
      uris: ['spiffe://example.org/component/db', 'https://db.internal.example/x'],
    })
  })

  it.each([
    '',
    '.',
    'a..b',
    '-a',
    'a-',
    'a b',
    '10.0.0.5',
    'a.5',
    '*',
    '*.',
    '*.com',
    'a.*.b',
    '**.a.b',
    'b\u00fccher.example',
    'x\0.example',
    'a'.repeat(64),
    `${'a.'.repeat(127)}a`,
  ])('%j is no DNS name', (name) => expect(() => normalNames({ dns: [name] })).toThrow(/is no DNS name|that is nobody's/))

  it.each(['', 'db', '10.0.0', '010.0.0.1', '10.0.0.5/8', '[::1]', 'fe80::1%eth0', '::ffff:10.0.0.5'])('%j is no address', (address) =>
    expect(() => normalNames({ addresses: [address] })).toThrow('is no IP address'),
  )

  it.each([
    '',
    'db',
    'spiffe://',
    'spiffe:///db',
    'spiffe://Example.org/db',
    'spiffe://example.org:8443/db',
    'spiffe://u@example.org/db',
    'spiffe://example.org/db?x',
    'spiffe://example.org/db/',
    'spiffe://example.org/a/../b',
    'https://10.0.0.5/',
    'urn:uuid:1',
  ])('%j is no URI of a component', (uri) => expect(() => normalNames({ uris: [uri] })).toThrow(/is no (?:URI|SPIFFE ID)/))
})

describe('what is permitted', () => {
  it('is written in one way', () => {
    expect(
      normalPermitted({ dns: ['.Internal.Example', 'internal.example'], networks: ['10.1.2.3/8', 'FD12::1/8'], trustDomains: ['example.org'] }),
    ).toEqual({
      dns: ['internal.example'],
      networks: ['10.0.0.0/8', 'fd00::/8'],
      trustDomains: ['example.org'],
    })
  })

  it.each(['10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/8/8', 'x/8', '10.0.0.0/-1', '10.0.0.0/', '::ffff:10.0.0.0/104'])(
    '%j is no network',
    (network) => expect(() => normalPermitted({ networks: [network] })).toThrow('is no network'),
  )

  it('is not a wildcard', () => {
    expect(() => normalPermitted({ dns: ['*.internal.example'] })).toThrow('is no DNS name')
  })

  it('is a name and all below it, networks, and trust domains as they are', () => {
    const names = {
      dns: ['internal.example', 'a.internal.example', '*.internal.example', 'notinternal.example', 'example', 'db', 'db.other', 'other'],
      addresses: ['10.255.0.1', '11.0.0.1', 'fd12::1', 'fe80::1'],
      uris: ['spiffe://example.org/a', 'spiffe://a.example.org/a', 'https://internal.example/'],
    }
    expect(notPermitted(names, permitted)).toEqual([
      'notinternal.example',
      'example',
      'db.other',
      'other',
      '11.0.0.1',
      'fe80::1',
      'spiffe://a.example.org/a',
      'https://internal.example/',
    ])
  })

  it('is nothing of a form that has no entry', () => {
    const names = { dns: ['db'], addresses: ['10.0.0.5', '::1'], uris: ['spiffe://example.org/a'] }
    expect(notPermitted(names, {})).toEqual(['db', '10.0.0.5', '::1', 'spiffe://example.org/a'])
  })

  it('lies in what another may name, or not', () => {
    expect(outside({ dns: ['a.db', 'x'], networks: ['10.9.0.0/16', '10.0.0.0/7'], trustDomains: ['example.org'] }, permitted)).toEqual([
      'x',
      '10.0.0.0/7',
    ])
    expect(outside(permitted, permitted)).toEqual([])
  })

  it('of a part is permitted by the whole', () => {
    const octet = fc.nat(255)
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), fc.nat(32), fc.nat(32), (parts, one, other) => {
        const address = parts.join('.')
        const [wide, narrow] = [Math.min(one, other), Math.max(one, other)]
        expect(outside({ networks: [`${address}/${narrow}`] }, { networks: [`${address}/${wide}`] })).toEqual([])
        expect(notPermitted({ addresses: [address] }, { networks: [`${address}/${narrow}`] })).toEqual([])
      }),
    )
  })
})
