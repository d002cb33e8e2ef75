import { Duplex } from 'node:stream'
import { expect, it } from 'vitest'
import type { Dial } from '../wire/dial.ts'
import { WireError } from '../wire/fault.ts'
import type { DetectTls } from './transport.ts'
import { findTransport } from './transport.ts'

const target = { id: 'a', component: 'a', host: '127.0.0.1', port: 1, protocol: 'tcp', names: [], users: [] } as const

/** A port of which nobody knows how to talk to it in clear; how often it was dialled, and asked for TLS. */
async function find(answer: Awaited<ReturnType<DetectTls>>, dial: Dial): Promise<unknown> {
  let [dialled, asked] = [0, 0]
  const counted: Dial = async (...to) => {
    dialled++
    return dial(...to)
  }
  const detect: DetectTls = async () => {
    asked++
    return answer
  }
  const means = { dial: counted, signal: new AbortController().signal, timeout: 100, transcript: [], random: () => '' }
  const { transport } = await findTransport(target, undefined, means, detect)
  return { tls: transport.tls, dialled, asked }
}

const open: Dial = async () => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })

it('opens no connection without a word to a port that speaks TLS', async () => {
  expect(await find('yes', open)).toEqual({ tls: 'direct', dialled: 0, asked: 1 })
})

it('tells a port that is open from one where nobody listens, where TLS is not answered', async () => {
  const silent = new WireError('silent', 'nothing').fault
  expect(await find('no', open)).toEqual({ tls: 'none', dialled: 1, asked: 1 })
  expect(await find({ fault: silent }, open)).toEqual({ tls: 'unknown', dialled: 1, asked: 1 })
  const nobody: Dial = async () => {
    throw new WireError('refused', 'the connection was refused')
  }
  await expect(find({ fault: new WireError('refused', 'the connection was refused').fault }, nobody)).rejects.toMatchObject({
    fault: { kind: 'refused' },
  })
})
