import type { ChildProcess } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Place, Ways } from './hardened.ts'
import { placeOf, ways } from './hardened.ts'
import { networking } from './networks.ts'
import type { OneNetwork } from './one-network.ts'
import { oneNetwork } from './one-network.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const memcached = program('/usr/bin/memcached')
const stunnel = program('/usr/bin/stunnel4')
const installed = networking === undefined || stunnel === undefined ? undefined : memcached

const compose = `services:
  app:
    image: python:3.12
    command: python -m app
    environment:
      MEMCACHED_SERVERS: cache:11211
  cache:
    image: memcached:1.6
    command: memcached -m 16
`

/** Sets a value and gets it, by `HOST:PORT`, or with TLS by a certificate with its key, and by none. */
const use = `import os, socket, ssl
host, port = os.environ['AT'].rsplit(':', 1)
s = socket.create_connection((host, int(port)), 5)
if 'CA' in os.environ:
    c = ssl.create_default_context(cafile=os.environ['CA'])
    if 'OWN' in os.environ: c.load_cert_chain(os.environ['OWN'] + '.crt', os.environ['OWN'] + '.key')
    s = c.wrap_socket(s, server_hostname=os.environ.get('NAME', host))
s.sendall(b'set k 0 0 5\\r\\nvalue\\r\\nget k\\r\\n')
said = b''
while not said.endswith(b'END\\r\\n'):
    more = s.recv(4096)
    if not more: break
    said += more
print((said.split(b'\\r\\n') + [b'', b''])[2].decode())
`

/** As the images' own users. */
const server = 11_211
const bridge = 65_532

describe.skipIf(isMissing(installed))(`app->memcached through a bridge, hardened${reason(installed)}`, { timeout: 60_000 }, () => {
  let net: OneNetwork
  let all: Ways
  const running: ChildProcess[] = []

  beforeAll(async () => {
    net = oneNetwork('cache', 'app-to-cache', 'app')
    all = await ways({ 'compose.yaml': compose }, ['channels', 'bridges'])
    for (const [name, user] of [['cache', server] as const, ['app-to-cache', bridge] as const]) {
      const own = join(all.of('close').folder, 'ringwall', name)
      for (const file of readdirSync(own)) chownSync(join(own, file), user, user)
    }
    running.push(place('cache', server).start(words('cache')))
    running.push(place('app-to-cache', bridge).start(['stunnel4', ...words('app-to-cache').slice(1)]))
    await eventually(() => {
      const said = asked({ AT: '127.0.0.1:11211' })
      if (said !== 'value') throw new Error(said)
    })
  }, 60_000)
  afterAll(async () => {
    for (const child of running.toReversed()) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill('SIGTERM')) await gone
    }
    net.stop()
    all.stop()
  })

  function words(name: string): readonly string[] {
    return (
      all
        .of('close')
        .component(name)
        .command?.map(({ value }) => value) ?? []
    )
  }

  function place(name: string, user: number): Place {
    return placeOf(net, name, all.of('close'), user, { cache: net.addressOf('cache'), cousin: net.addressOf('cache') })
  }

  /** What the program is told, in the network of its bridge. */
  function asked(env: Readonly<Record<string, string>>): string {
    const said = place('app-to-cache', bridge).run(['/usr/bin/python3', '-'], { env, input: use })
    return said.output.trim().split('\n').at(-1) ?? ''
  }

  const own = { AT: 'cache:11212', CA: '/etc/ringwall/ca.crt', OWN: '/etc/ringwall/tls' }

  it('serves the program by its own loopback, and whoever has its certificate', () => {
    expect(asked({ AT: all.of('close').component('app').env.get('MEMCACHED_SERVERS')!.value })).toBe('value')
    expect(asked(own)).toBe('value')
  })

  const { OWN: _, ...unnamed } = own
  it.each<[what: string, env: Readonly<Record<string, string>>, why: RegExp]>([
    ['plaintext on the old port', { AT: 'cache:11211' }, /ConnectionRefusedError/],
    ['plaintext on the new port', { AT: 'cache:11212' }, /Error|^$/],
    ['TLS without a certificate', unnamed, /Error|^$/],
    ['a foreign certificate', { ...own, OWN: 'FOREIGN' }, /Error|^$/],
    ['an authority that is foreign to the client', { ...own, CA: 'FOREIGN.crt' }, /certificate verify failed/],
    ['a wrong name', { ...own, AT: 'cousin:11212' }, /Hostname mismatch/],
  ])('refuses %s', (_what, env, why) => {
    const foreign = foreignAuthority().replace(/\.crt$/, '')
    execFileSync('chmod', ['644', `${foreign}.key`])
    const said = asked(Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace('FOREIGN', foreign)])))
    expect(said).not.toBe('value')
    expect(said).toMatch(why)
    expect(asked(own)).toBe('value')
  })

  it.each([
    ['a server of another name', 'connect = cache:11212', 'connect = cousin:11212', 'checkHost = cache', 'checkHost = cousin'],
    ['a server of a foreign authority', 'CAfile = /etc/ringwall/ca.crt', 'CAfile = FOREIGN', '', ''],
  ])('the bridge refuses %s', async (_what, ...[line, by, also, byToo]) => {
    const text = readFileSync(join(all.of('close').folder, 'ringwall/app-to-cache/stunnel.conf'), 'utf8')
    const changed = text
      .replace(line!, by!.replace('FOREIGN', foreignAuthority()))
      .replace(also!, byToo!)
      .replace('accept = 127.0.0.1:11211', 'accept = 127.0.0.1:11213')
    const path = `${foreignAuthority()}.${_what.length}.conf`
    writeFileSync(path, changed, { mode: 0o644 })
    const child = place('app-to-cache', bridge).start(['stunnel4', path])
    try {
      // it listens, and says nothing
      const said = await eventually(() => {
        const found = asked({ AT: '127.0.0.1:11213' })
        if (found.includes('ConnectionRefused')) throw new Error(found)
        return found
      })
      expect(said).not.toBe('value')
      expect(asked({ AT: '127.0.0.1:11211' })).toBe('value')
    } finally {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill('SIGTERM')) await gone
    }
  })
})
