import type { Learned, TranscriptLine } from '../../src/model/observed.ts'
import type { Asking, Target } from '../../src/probes/probe.ts'
import { tlsProbes } from '../../src/probes/tls/index.ts'
import { dialHere } from '../../src/wire/dial.ts'

export interface AskOptions extends Partial<Pick<Asking, 'depth' | 'authorities' | 'timeout' | 'upgrade' | 'dial'>> {
  readonly names?: readonly string[]
  /** Authorities that its clients name. */
  readonly clientsTrust?: readonly string[]
  readonly protocol?: Target['protocol']
  readonly serverName?: string
}

export function targetAt(port: number, { names = ['localhost'], protocol = 'tcp', serverName, clientsTrust }: AskOptions = {}): Target {
  const name = serverName === undefined ? {} : { serverName }
  const trust = clientsTrust === undefined ? {} : { authorities: clientsTrust }
  return { id: 'it', component: 'it', host: '127.0.0.1', port, protocol, names, users: [], ...name, ...trust }
}

/** Asks a server on loopback what its TLS is like, as `ringwall verify` would. */
export async function askTls(
  port: number,
  options: AskOptions = {},
): Promise<Learned & { readonly notes: readonly string[]; readonly asked: number }> {
  const transcript: TranscriptLine[] = []
  let asked = 0
  const asking: Asking = {
    dial: (host, at, how) => {
      asked++
      return (options.dial ?? dialHere)(host, at, how)
    },
    signal: new AbortController().signal,
    timeout: options.timeout ?? 5000,
    depth: options.depth ?? 'assert',
    authorities: options.authorities ?? [],
    random: (bytes) => 'ab'.repeat(bytes),
    now: Date.now,
    transport: { plaintext: 'refused', tls: options.upgrade === undefined ? 'direct' : 'upgrade' },
    transcript,
    talk: () => Promise.reject(new Error('not asked here')),
    ...(options.upgrade === undefined ? {} : { upgrade: options.upgrade }),
  }
  const learned = await tlsProbes[0]!.ask(targetAt(port, options), asking)
  return { ...learned, notes: transcript.filter(({ direction }) => direction === 'note').map(({ text }) => text), asked }
}

/** The verdicts by their keys: `tls-1.0: unsafe`. */
export function verdicts({ observations = [] }: Learned): Readonly<Record<string, string>> {
  return Object.fromEntries(observations.map(({ key, verdict }) => [key, verdict]))
}

/** The keys of what is not safe. */
export function faults({ observations = [] }: Learned): readonly string[] {
  return observations.filter(({ verdict }) => verdict !== 'safe').map(({ key, verdict }) => (verdict === 'unsafe' ? key : `${key}?`))
}
