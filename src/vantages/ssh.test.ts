import { describe, expect, it } from 'vitest'
import { openFault, tellLine } from './ssh-words.ts'
import { readSshPlace } from './ssh.ts'

it.each([
  ['audit@web1.example', { user: 'audit', host: 'web1.example', port: 22 }],
  ['a_b@10.0.0.1:2222', { user: 'a_b', host: '10.0.0.1', port: 2222 }],
  ['root@[fe80::1]:22', { user: 'root', host: 'fe80::1', port: 22 }],
])('reads %s', (text, place) => {
  expect(readSshPlace(text)).toEqual(place)
})

it.each(['web1', '-oProxyCommand=x@h', 'a@-oProxyCommand=x', 'a@h;x', 'a@h:0', 'a@h:70000', 'a b@h', '@h', 'a@'])('refuses %s', (text) => {
  expect(() => readSshPlace(text)).toThrow('is not USER@HOST')
})

describe("the client's own words", () => {
  it.each([
    ['debug1: Entering interactive session.', { what: 'ready' }],
    ['debug1: channel_connect_stdio_fwd: 127.0.0.1:9', { what: 'asked', address: '127.0.0.1:9' }],
    ['debug1: channel 2: new stdio-forward [stdio-forward] (inactive timeout: 0)', { what: 'channel', channel: '2' }],
    ['channel 2: open failed: connect failed: Connection refused', { what: 'failed', channel: '2', why: 'connect failed: Connection refused' }],
    ['debug1: channel 1: new mux-control [mux-control] (inactive timeout: 0)', undefined],
    ['anything else', undefined],
  ])('%s', (line, told) => {
    expect(tellLine(line)).toEqual(told)
  })

  it.each([
    ['connect failed: Connection refused', 'server', 'refused'],
    ['connect failed: No route to host', 'network', 'unreachable'],
    ['connect failed: Connection timed out', 'network', 'timeout'],
    ['connect failed: Name or service not known', 'us', 'name'],
    ['administratively prohibited: open failed', 'us', 'client'],
    ['something new', 'us', 'client'],
    [undefined, 'us', 'client'],
  ])('%s is of %s: %s', (why, whose, kind) => {
    expect(openFault(why).fault).toMatchObject({ whose, kind })
  })
})
