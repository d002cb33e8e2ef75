import type { Answer, TranscriptLine } from '../../model/observed.ts'
import type { Asking, Probe, ProtocolProbes, Target, Transport } from '../../probes/probe.ts'
import type { Way } from '../../probes/transport.ts'
import { isLoopback } from '../../protocols/address.ts'
import type { Dial } from '../../wire/dial.ts'
import { openConversation } from '../../wire/open.ts'
import type { Vantage } from '../../wire/vantage.ts'
import type { BudgetLimits, Clock } from './budget.ts'
import { budget } from './budget.ts'
import { answerTo } from './question.ts'
import { inLanes } from './schedule.ts'

/** One target, from one vantage, with what there is to ask. */
export interface Ask {
  readonly target: Target
  readonly vantage: Vantage
  /** Absent: nobody knows how this protocol is asked; then only the way to it is. */
  readonly protocol: ProtocolProbes | undefined
  /** Questions of the product, beside those of its protocol. */
  readonly more: readonly Probe[]
}

export interface RunLimits extends Partial<BudgetLimits> {
  /** Targets that are asked at the same time. */
  readonly concurrency: number
  /** Of these, targets on one host that is not loopback; default 4. One target has one stream of questions always. */
  readonly perHost?: number
  /** Milliseconds for one question; default ten conversations. */
  readonly patience?: number
}

/** Clock, chance, limits and what holds for every protocol, all handed in. */
export interface RunOptions extends Pick<Asking, 'signal' | 'timeout' | 'depth' | 'guideline' | 'authorities' | 'random'>, Clock, RunLimits {
  /** Called before each question, for progress. */
  readonly onQuestion?: (question: { readonly probe: string; readonly target: Target }) => void
  /** Called when a target has nothing more to be asked. */
  readonly onTarget?: (target: Target) => void
  readonly findTransport: (
    target: Target,
    protocol: ProtocolProbes | undefined,
    means: Pick<Asking, 'dial' | 'signal' | 'timeout' | 'transcript' | 'random'>,
  ) => Promise<Way>
  /** Asked of every target that speaks TLS. */
  readonly tls: readonly Probe[]
}

/** What a run gave: the answers of each ask, in the order of the asks, and the connections that it took. */
export interface Ran {
  readonly answers: readonly (readonly Answer[])[]
  readonly connections: number
}

const unlimited = Number.MAX_SAFE_INTEGER

/** Asks every target all that applies to it. The answers come in the order of the asks, whatever the order in which they arrive. */
export async function askEach(asks: readonly Ask[], options: RunOptions): Promise<Ran> {
  const { concurrency, perHost = 4, rate = 0, connections = unlimited } = options
  const spent = budget({ rate, connections }, options)
  const lanes = {
    concurrency,
    uses: ({ vantage, target: { host, port } }: Ask) => [
      { key: `${vantage.name}\0${host}\0${port}`, most: 1 },
      ...(isLoopback(host) ? [] : [{ key: `${vantage.name}\0${host}`, most: perHost }]),
    ],
  }
  const answers = await inLanes(asks, lanes, async (ask) => {
    const got = await askOne(ask, spent.within(ask.vantage.dial), options)
    options.onTarget?.(ask.target)
    return got
  })
  return { answers, connections: spent.opened() }
}

/** The answers of all asks, one after another. */
export async function askAll(asks: readonly Ask[], options: RunOptions): Promise<readonly Answer[]> {
  return (await askEach(asks, options)).answers.flat()
}

async function askOne(ask: Ask, dial: Dial, options: RunOptions): Promise<readonly Answer[]> {
  const { target, protocol } = ask
  const { timeout, random } = options
  let transport: Transport = { plaintext: 'unknown', tls: 'unknown' }
  const way = await question(`${target.protocol}/transport`, async (transcript, signal) => {
    const found = await options.findTransport(target, protocol, { dial, signal, timeout, random, transcript })
    ;({ transport } = found)
    return found.learned
  })
  const answers = [way]
  for (const probe of probesFor(ask, transport, options)) {
    const put = (transcript: TranscriptLine[], signal: AbortSignal): ReturnType<Probe['ask']> =>
      probe.ask(target, asking(ask, dial, transport, options, transcript, signal))
    answers.push(await question(probe.id, put, probe.patience))
  }
  return answers

  function question(
    probe: string,
    put: (transcript: TranscriptLine[], signal: AbortSignal) => ReturnType<Probe['ask']>,
    longer = 0,
  ): Promise<Answer> {
    options.onQuestion?.({ probe, target })
    const { signal, now, sleep, patience = 10 * timeout } = options
    return answerTo({ probe, target, vantage: ask.vantage.name, ask: put }, { signal, now, sleep, patience: Math.max(patience, longer) })
  }
}

/** What is left to ask of who can be talked to. */
function probesFor({ target, protocol, more }: Ask, { plaintext, tls }: Transport, options: RunOptions): readonly Probe[] {
  const overTls = tls === 'direct' || tls === 'upgrade'
  const inClear = plaintext === 'served'
  const probes = [...(inClear || overTls ? [...(protocol?.probes ?? []), ...more] : []), ...(overTls ? options.tls : [])]
  return probes.filter(({ applies }) => applies === undefined || applies(target))
}

function asking(
  { target, protocol }: Ask,
  dial: Dial,
  transport: Transport,
  options: RunOptions,
  transcript: TranscriptLine[],
  signal: AbortSignal,
): Asking {
  const { timeout, depth, guideline, authorities, random, now } = options
  const upgrade = transport.tls === 'upgrade' && protocol?.upgrade !== undefined ? { upgrade: protocol.upgrade } : {}
  const name = target.serverName === undefined ? {} : { serverName: target.serverName }
  const usual = transport.plaintext === 'served' ? 'plaintext' : 'tls'
  return {
    dial,
    signal,
    timeout,
    depth,
    ...(guideline === undefined ? {} : { guideline }),
    authorities,
    random,
    now,
    transport,
    transcript,
    ...upgrade,
    talk: (over = usual) => openConversation({ dial, signal, timeout, transcript, over, host: target.host, port: target.port, ...upgrade, ...name }),
  }
}
