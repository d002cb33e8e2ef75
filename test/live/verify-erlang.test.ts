import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { tcp } from '../../src/probes/tcp/index.ts'
import { answerChallenge, greetNode } from '../../src/wire/erlang.ts'
import { openConversation } from '../../src/wire/open.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import { asked } from './ask.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const erl = program('/usr/bin/erl')
const epmd = program('/usr/bin/epmd')
const installed = epmd === undefined ? undefined : erl

describe.skipIf(isMissing(installed))(`Erlang's nodes${reason(installed)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let names = 0
  const cookie = 'cookie-of-this-test'
  beforeAll(async () => {
    box = sandbox('verify-erlang')
    own = ownAuthority(box)
    names = await freePort()
    box.start(epmd ?? '', ['-port', String(names), '-address', '127.0.0.1'])
  })
  afterAll(() => box.stop())

  let count = 0
  /** A node that listens at this port, with these arguments of its own. */
  async function node(...more: readonly string[]): Promise<number> {
    const port = await freePort()
    const listens = ['-kernel', 'inet_dist_listen_min', String(port), 'inet_dist_listen_max', String(port), 'inet_dist_use_interface', '{127,0,0,1}']
    const args = ['-noshell', '-name', `node${count++}@127.0.0.1`, '-setcookie', cookie, '-epmd_module', 'erl_epmd', ...listens, ...more]
    box.start('/usr/bin/env', [`ERL_EPMD_PORT=${names}`, 'ERL_EPMD_ADDRESS=127.0.0.1', erl ?? '', ...args])
    return port
  }
  const found = async (port: number, technology = 'erlang'): Promise<readonly Answer[]> =>
    eventually(() => asked(tcp, port, { target: { technology, purpose: 'peer' } }))

  it('are listed by epmd to everybody', async () => {
    await found(await node())
    const answers = await found(names)
    expect(answers.map(({ learned }) => learned?.said)).toEqual([
      'epmd answers without TLS; TLS is not offered',
      'epmd lists its nodes (1) without a log-in',
    ])
    expect(answers[1]?.learned).toMatchObject({ authentication: 'none', observations: [{ key: 'ERL_EPMD_ADDRESS', verdict: 'unsafe' }] })
  })

  it('ask for their cookie in clear', async () => {
    const [way, answer] = await found(await node(), 'rabbitmq')
    expect(way?.learned).toEqual({ said: 'a node talks without TLS; TLS is not offered', tls: 'none' })
    expect(answer?.learned).toEqual({ said: 'the node asks for its cookie, and refuses a made-up digest', authentication: 'token' })
  })

  it('let in who knows the cookie: the refusal was of the digest', async () => {
    const port = await node()
    await found(port)
    const { signal } = new AbortController()
    const talk = await openConversation({ dial: thisMachine.dial, host: '127.0.0.1', port, over: 'plaintext', signal, timeout: 5000, transcript: [] })
    const greeted = await greetNode(talk, 2)
    const challenge = greeted === 'turned away' ? 0 : greeted.challenge
    expect(await answerChallenge(talk, 2, createHash('md5').update(`${cookie}${challenge}`).digest())).toBe('accepted')
    talk.end()
  })

  it('ask for TLS where they are told to', async () => {
    const options = `[{server, [{certfile, "${own.certificate}"}, {keyfile, "${own.key}"}]}, {client, [{verify, verify_none}]}].`
    writeFileSync(join(box.folder, 'tls.conf'), options)
    const port = await node('-proto_dist', 'inet_tls', '-ssl_dist_optfile', join(box.folder, 'tls.conf'))
    const [way, answer] = await found(port)
    expect(way?.learned?.tls).toBe('required')
    expect(answer).toMatchObject({ learned: { authentication: 'token' } })
  })

  it('are not looked for behind other ports of a broker', async () => {
    const answers = await eventually(() => asked(tcp, names, { target: { technology: 'rabbitmq', purpose: 'data' } }))
    expect(answers.map(({ probe }) => probe)).toEqual(['tcp/transport'])
  })
})
