import { describe, expect, it } from 'vitest'
import { notOneHost } from './single-host.ts'

describe('one host', () => {
  it.each(['10.0.0.5', 'db', 'db-1.example.org', '::1', '[fe80::1]', 'xn--bcher-kva.example', '10-0-0-5.example', 'localhost'])('is %s', (host) => {
    expect(notOneHost(host)).toBeUndefined()
  })

  it.each([
    ['10.0.0.0/24', 'range'],
    ['fd00::/8', 'range'],
    ['10.0.0.1-20', 'range'],
    ['10.0.0-3.1', 'range'],
    ['10.0.0.1,2', 'range'],
    ['*', 'pattern'],
    ['10.0.0.*', 'pattern'],
    ['web[1-3]', 'pattern'],
    ['0.0.0.0', 'every address'],
    ['::', 'every address'],
    ['10.0.0', 'no whole address'],
    ['10.0.0.256', 'no whole address'],
    ['255.255.255.255', 'many hosts'],
    ['224.0.0.1', 'many hosts'],
    ['ff02::1', 'many hosts'],
    ['', 'empty'],
    ['a b', 'no name'],
  ])('is not %s', (host, why) => {
    expect(notOneHost(host)).toContain(why)
  })
})
