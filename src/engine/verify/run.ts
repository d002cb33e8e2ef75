import type { Answer, Learned, TranscriptLine } from '../../model/observed.ts'
import type { Asking, Probe, ProtocolProbes, Target, Transport } from '../../probes/probe.ts'
import type { Way } from '../../probes/transport.ts'
import { attempt } from '../../wire/fault.ts'
import { openConversation } from '../../wire/open.ts'
import type { Vantage } from '../../wire/vantage.ts'

/** One target, from one vantage, with what there is to ask. */
export interface Ask {
  readonly target: Target
  readonly vantage: Vantage
  /** Absent: nobody knows how this protocol is asked; then only the way to it is. */
  readonly protocol: ProtocolProbes | undefined
  /** Questions of the product, beside those of its protocol. */
  readonly more: readonly Probe[]
}

/** Clock, chance, limits and what holds for every protocol, all handed in. */
export interface RunOptions extends Pick<Asking, 'signal' | 'timeout' | 'depth' | 'authorities' | 'random' | 'now'> {
  /** Targets that are asked at the same time. */
  readonly concurrency: number
  /** Called before each target, for progress. */
  readonly onTarget?: (target: Target, index: number, total: number) => void
  readonly findTransport: (
    target: Target,
    protocol: ProtocolProbes | undefined,
    means: Pick<Asking, 'dial' | 'signal' | 'timeout' | 'transcript' | 'random'>,
  ) => Promise<Way>
  /** Asked of every target that speaks TLS. */
  readonly tls: readonly Probe[]
}

const overtaken = 'the run was ended before its turn'

/** Asks every target all that applies to it. The answers come in the order of the asks, whatever the order in which they arrive. */
export async function askAll(asks: readonly Ask[], options: RunOptions): Promise<readonly Answer[]> {
  const answers: (readonly Answer[])[] = asks.map(() => [])
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < asks.length; index = next++) {
      const ask = asks[index]!
      options.onTarget?.(ask.target, index, asks.length)
      answers[index] = await askOne(ask, options)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.concurrency, asks.length) }, worker))
  return answers.flat()
}

async function askOne(ask: Ask, options: RunOptions): Promise<readonly Answer[]> {
  const { target, vantage, protocol } = ask
  const { signal, timeout, random } = options
  let transport: Transport = { plaintext: 'unknown', tls: 'unknown' }
  const way = await timed(`${target.protocol}/transport`, ask, options, async (transcript) => {
    const found = await options.findTransport(target, protocol, { dial: vantage.dial, signal, timeout, random, transcript })
    ;({ transport } = found)
    return found.learned
  })
  const answers = [way]
  for (const probe of probesFor(ask, transport, options)) {
    answers.push(await timed(probe.id, ask, options, (transcript) => probe.ask(target, asking(ask, transport, options, transcript))))
  }
  return answers
}

/** What is left to ask of who can be talked to. */
function probesFor({ target, protocol, more }: Ask, { plaintext, tls }: Transport, options: RunOptions): readonly Probe[] {
  const overTls = tls === 'direct' || tls === 'upgrade'
  const inClear = plaintext === 'served'
  const probes = [...(inClear || overTls ? [...(protocol?.probes ?? []), ...more] : []), ...(overTls ? options.tls : [])]
  return probes.filter(({ applies }) => applies === undefined || applies(target))
}

function asking({ target, vantage, protocol }: Ask, transport: Transport, options: RunOptions, transcript: TranscriptLine[]): Asking {
  const { signal, timeout, depth, authorities, random, now } = options
  const upgrade = transport.tls === 'upgrade' && protocol?.upgrade !== undefined ? { upgrade: protocol.upgrade } : {}
  const name = target.serverName === undefined ? {} : { serverName: target.serverName }
  const usual = transport.plaintext === 'served' ? 'plaintext' : 'tls'
  const { dial } = vantage
  return {
    dial,
    signal,
    timeout,
    depth,
    authorities,
    random,
    now,
    transport,
    transcript,
    ...upgrade,
    talk: (over = usual) => openConversation({ dial, signal, timeout, transcript, over, host: target.host, port: target.port, ...upgrade, ...name }),
  }
}

/** One answer with its evidence; whatever fails on the way is part of it. */
async function timed(
  probe: string,
  { target, vantage }: Ask,
  { signal, now }: RunOptions,
  ask: (transcript: TranscriptLine[]) => Promise<Learned>,
): Promise<Answer> {
  const { id, component, host, port, protocol } = target
  const started = now()
  const transcript: TranscriptLine[] = []
  const base = { probe, asked: { id, component, host, port, protocol }, vantage: vantage.name, transcript, at: new Date(started).toISOString() }
  if (signal.aborted) return { ...base, outcome: 'not-asked', why: overtaken, milliseconds: 0 }
  const got = await attempt(() => ask(transcript))
  const milliseconds = Math.round(now() - started)
  if (!got.ok) return { ...base, outcome: 'unproven', why: got.fault.detail, fault: got.fault, milliseconds }
  const { unproven = [], tls, authentication, certificate, observations = [] } = got.value
  const proven =
    tls !== undefined || authentication !== undefined || certificate !== undefined || observations.some(({ verdict }) => verdict !== 'unknown')
  if (proven || unproven.length === 0) return { ...base, outcome: 'answered', learned: got.value, milliseconds }
  return { ...base, outcome: 'unproven', why: unproven.join('; '), learned: got.value, milliseconds }
}
