import { describe, expect, it } from 'vitest'
import { contains, isNetwork, networkList } from './network.ts'

describe('networks', () => {
  it.each(['10.0.0.0/8', '10.0.0.1/32', '0.0.0.0/0', '2001:db8::/32', '2001:DB8::/32', '::/0'])('%s is one', (text) => {
    expect(isNetwork(text)).toBe(true)
  })

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '::/129', 'fe80::1%eth0/64', '10.0.0.0/8/8', '10.0.0.0/', 'example.org/8'])(
    '%s is none',
    (text) => {
      expect(isNetwork(text)).toBe(false)
    },
  )

  it('lie in each other', () => {
    expect(contains('10.0.0.0/8', '10.1.0.0/16')).toBe(true)
    expect(contains('10.1.0.0/16', '10.0.0.0/8')).toBe(false)
    expect(contains('10.0.0.0/8', '10.9.9.9')).toBe(true)
    expect(contains('::/0', '10.0.0.0/8')).toBe(false)
  })

  it('have addresses of their family, and IPv4 ones however they are written', () => {
    const isIn = networkList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', 'none'])
    for (const inside of ['10.255.0.1', '192.0.2.7', '::ffff:10.0.0.1', '::FFFF:192.0.2.7', '2001:DB8::1'])
      expect([inside, isIn(inside)]).toEqual([inside, true])
    for (const outside of ['11.0.0.1', '192.0.2.8', '::ffff:11.0.0.1', '2001:db9::1', '::1'])
      expect([outside, isIn(outside)]).toEqual([outside, false])
    for (const unknown of [undefined, '', 'unix:', 'fe80::1%eth0', '10.0.0.256']) expect([unknown, isIn(unknown)]).toEqual([unknown, undefined])
  })
})
