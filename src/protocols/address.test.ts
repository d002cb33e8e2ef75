import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hostMatchesName, inNetwork, isAddress, isAnyAddress, isLinkLocal, isLoopback, isPrivateAddress, splitHostPort } from './address.ts'

it('knows loopback', () => {
  for (const host of ['localhost', 'LOCALHOST.', '127.0.0.1', '127.8.9.1', '::1', '[::1]', '::ffff:127.0.0.1', 'app.localhost'])
    expect([host, isLoopback(host)]).toEqual([host, true])
  for (const host of ['0.0.0.0', 'db', '128.0.0.1', '::', '127.0.0.1.example.com', '1.127.0.0'])
    expect([host, isLoopback(host)]).toEqual([host, false])
})

it('knows the addresses that mean all interfaces', () => {
  for (const host of ['0.0.0.0', '::', '[::]', '*', '', '0:0:0:0:0:0:0:0']) expect([host, isAnyAddress(host)]).toEqual([host, true])
  for (const host of ['::1', '127.0.0.1', 'db', '0.0.0.1']) expect([host, isAnyAddress(host)]).toEqual([host, false])
})

it('knows private and link-local ranges at their edges', () => {
  for (const host of ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.1.1.1'])
    expect([host, isPrivateAddress(host)]).toEqual([host, true])
  for (const host of ['172.32.0.1', '172.15.0.1', '100.128.0.1', '8.8.8.8', 'fe80::1', 'db'])
    expect([host, isPrivateAddress(host)]).toEqual([host, false])
  expect([isLinkLocal('169.254.169.254'), isLinkLocal('fe80::1%eth0'), isLinkLocal('169.253.0.1')]).toEqual([true, true, false])
})

it.each([
  ['db:5432', 'db', 5432],
  ['db', 'db', undefined],
  ['[::1]:6379', '::1', 6379],
  ['::1', '::1', undefined],
  ['fe80::1%eth0', 'fe80::1%eth0', undefined],
  ['db:0', 'db', undefined],
  ['db:70000', 'db', undefined],
  [':9000', '', 9000],
])('splits %s', (text, host, port) => {
  const split = splitHostPort(text)
  expect([split.host, split.port]).toEqual([host, port])
})

it.each([
  ['db.example.com', 'DB.example.com', true],
  ['db.example.com', '*.example.com', true],
  ['a.db.example.com', '*.example.com', false],
  ['example.com', '*.example.com', false],
  ['example.com', '*.com', false],
  ['db.example.com', 'd*.example.com', false],
  ['10.0.0.1', '*.0.0.1', false],
  ['10.0.0.1', '10.0.0.1', true],
  ['[::1]', '0:0:0:0:0:0:0:1', true],
  ['db.', 'db', true],
])('%s against %s', (host, name, expected) => {
  expect(hostMatchesName(host, name)).toBe(expected)
})

it('reads every address that can be written', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => isAddress(address) && isAddress(`[${address}]`)))
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65535 }), (address, port) => {
      expect(splitHostPort(`[${address}]:${port}`)).toEqual({ host: address, port })
      expect(splitHostPort(address)).toEqual({ host: address })
    }),
  )
})

it.each([
  ['192.0.2.77', '192.0.2.0/24', true],
  ['192.0.3.77', '192.0.2.0/23', true],
  ['192.0.4.1', '192.0.2.0/23', false],
  ['10.1.2.3', '0.0.0.0/0', true],
  ['10.1.2.3', '10.1.2.3/32', true],
  ['2001:db8::5', '2001:db8::/33', true],
  ['2001:db8:8000::5', '2001:db8::/33', false],
  ['2001:db8::5', '10.0.0.0/8', false],
  ['db', '10.0.0.0/8', undefined],
  ['10.0.0.1', '10.0.0.0/40', undefined],
  ['10.0.0.1', '10.0.0.0', undefined],
])('%s in %s is %s', (address, network, wanted) => {
  expect(inNetwork(address, network)).toBe(wanted)
})
