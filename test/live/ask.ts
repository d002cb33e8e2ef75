import { randomBytes } from 'node:crypto'
import { sleep } from '../../src/cli/sleep.ts'
import { askAll } from '../../src/engine/verify/run.ts'
import type { Answer } from '../../src/model/observed.ts'
import type { Depth, Probe, ProtocolProbes, Target } from '../../src/probes/probe.ts'
import { detectTls, tlsProbes } from '../../src/probes/tls/index.ts'
import { findTransport } from '../../src/probes/transport.ts'
import type { Vantage } from '../../src/wire/vantage.ts'
import { thisMachine } from '../../src/wire/vantage.ts'

export interface AskedOptions {
  readonly target?: Partial<Target>
  readonly more?: readonly Probe[]
  /** Also the questions that every server with TLS is asked. */
  readonly tls?: boolean
  readonly depth?: Depth
  readonly authorities?: readonly string[]
  readonly timeout?: number
  /** Default: this machine. */
  readonly vantage?: Vantage
  /** That nobody answers is what is tested; otherwise it is thrown, for `eventually`. */
  readonly mayFail?: boolean
  readonly signal?: AbortSignal
}

/** Asks a server on loopback as `ringwall verify` does. */
export async function asked(protocol: ProtocolProbes, port: number, options: AskedOptions = {}): Promise<readonly Answer[]> {
  const target: Target = {
    id: `server:${port}`,
    component: 'server',
    host: '127.0.0.1',
    port,
    protocol: protocol.protocol,
    names: [],
    users: [],
    ...options.target,
  }
  const answers = await askAll([{ target, vantage: options.vantage ?? thisMachine, protocol, more: options.more ?? [] }], {
    signal: options.signal ?? new AbortController().signal,
    timeout: options.timeout ?? 2000,
    depth: options.depth ?? 'assert',
    authorities: options.authorities ?? [],
    random: (bytes) => randomBytes(bytes).toString('hex'),
    now: Date.now,
    sleep,
    concurrency: 1,
    findTransport: (each, probes, means) => findTransport(each, probes, means, detectTls),
    tls: options.tls === true ? tlsProbes : [],
  })
  const first = answers[0]
  if (options.mayFail !== true && first?.fault?.kind === 'refused') throw new Error(`nobody listens on ${port} yet`)
  return answers
}
