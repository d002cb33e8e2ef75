import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { cassandra } from '../../src/probes/cassandra/index.ts'
import { clickhouse } from '../../src/probes/clickhouse/index.ts'
import { memcached } from '../../src/probes/memcached/index.ts'
import { cassandraStandIn } from '../stand-ins/cassandra.ts'
import { clickhouseStandIn } from '../stand-ins/clickhouse.ts'
import type { StandIn } from '../stand-ins/serve.ts'
import { serve } from '../stand-ins/serve.ts'
import { asked } from './ask.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const brief = (got: readonly Answer[]): unknown => got.map(({ learned }) => [learned?.tls, learned?.authentication])
const observed = (got: readonly Answer[]): readonly string[] =>
  got.flatMap(({ learned }) => (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`))

const server = program('/usr/bin/memcached')

describe.skipIf(isMissing(server))(`memcached on the wire${reason(server)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-memcached')
  })
  afterAll(() => box.stop())

  async function answers(...args: readonly string[]): Promise<readonly Answer[]> {
    const port = await freePort()
    box.start(server ?? '', ['-l', '127.0.0.1', '-p', String(port), '-m', '8', ...args])
    return eventually(() => asked(memcached, port))
  }

  it('tells that everybody may use it, and of datagrams', async () => {
    const got = await answers()
    expect(brief(got)).toEqual([
      ['none', undefined],
      [undefined, 'none'],
    ])
    expect(got[1]?.learned?.version).toMatch(/^1\.\d+/)
    expect(observed(got)).toEqual(['udp-port safe: off'])
    expect(observed(await answers('-U', String(await freePort())))).toEqual([expect.stringContaining('udp-port unsafe: port ')])
  })

  it('tells that a log-in is asked for', async () => {
    const file = join(box.folder, 'accounts')
    writeFileSync(file, 'app:a-password-of-this-test\n', { mode: 0o644 })
    expect(brief(await answers('-Y', file))).toEqual([
      ['none', undefined],
      [undefined, 'password'],
    ])
  })

  it('speaks the binary protocol where that alone is spoken', async () => {
    expect(brief(await answers('-B', 'binary'))).toEqual([
      ['none', undefined],
      [undefined, 'none'],
    ])
  })

  it('tells that TLS is demanded', async () => {
    const own = ownAuthority(box)
    expect(brief(await answers('-Z', '-o', `ssl_chain_cert=${own.certificate},ssl_key=${own.key}`))).toEqual([
      ['required', undefined],
      [undefined, 'none'],
    ])
  })
})

const openssl = program('/usr/bin/openssl')

describe.skipIf(isMissing(openssl))(`stores that Debian does not have, by stand-ins${reason(openssl)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let running: StandIn | undefined
  beforeAll(() => {
    box = sandbox('verify-stores')
    own = ownAuthority(box)
  })
  afterEach(() => running?.stop())
  afterAll(() => box.stop())

  it('memcached with SASL', async () => {
    // the real one starts only where SASL is set up: it hangs up on text and answers every command of the binary protocol with 0x20
    running = await serve((bytes, socket) => {
      if (bytes[0] !== 0x80) return 'close'
      socket.write(Buffer.concat([Buffer.from([0x81, bytes[1]!, 0, 0, 0, 0, 0, 0x20]), Buffer.alloc(16)]))
      return bytes.length
    })
    expect(brief(await asked(memcached, running.port))).toEqual([
      ['none', undefined],
      [undefined, 'password'],
    ])
  })

  it.each([
    ['with an account without a password', ['default'], 'none'],
    ['that asks for one', [], 'password'],
  ])('ClickHouse %s', async (_, open, authentication) => {
    running = await clickhouseStandIn(open)
    const got = await asked(clickhouse, running.port)
    expect(brief(got)).toEqual([
      ['none', undefined],
      [undefined, authentication],
    ])
    running.stop()
    running = await clickhouseStandIn(open, own)
    expect(brief(await asked(clickhouse, running.port))).toEqual([
      ['required', undefined],
      [undefined, authentication],
    ])
  })

  it.each([
    ['that lets everybody in', undefined, 'none'],
    ['that asks for a password', 'org.apache.cassandra.auth.PasswordAuthenticator', 'password'],
    ['that asks for a certificate', 'org.apache.cassandra.auth.MutualTlsAuthenticator', 'certificate'],
  ])('Cassandra %s', async (_, authenticator, authentication) => {
    running = await cassandraStandIn(authenticator)
    expect(brief(await asked(cassandra, running.port))).toEqual([
      ['none', undefined],
      [undefined, authentication],
    ])
    running.stop()
    running = await cassandraStandIn(authenticator, own)
    expect(brief(await asked(cassandra, running.port))).toEqual([
      ['required', undefined],
      [undefined, authentication],
    ])
  })
})
