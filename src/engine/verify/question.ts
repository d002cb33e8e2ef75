import type { Answer, Learned, TranscriptLine } from '../../model/observed.ts'
import type { Target } from '../../probes/probe.ts'
import type { Attempt } from '../../wire/fault.ts'
import { attempt } from '../../wire/fault.ts'
import type { Clock } from './budget.ts'

/** One question of a run: who is asked what from where. */
export interface Question {
  readonly probe: string
  readonly target: Target
  /** Name of the place it is asked from. */
  readonly vantage: string
  readonly ask: (transcript: TranscriptLine[], signal: AbortSignal) => Promise<Learned>
}

export interface QuestionOptions extends Clock {
  readonly signal: AbortSignal
  /** Milliseconds for one question, whatever the number of its conversations. */
  readonly patience: number
}

/** Milliseconds until a question that was reset is asked once more: who limits the rate of connections lets the second one through. */
const backOff = 500
/** Milliseconds that a question has to let go of its connections when its time is over. */
const grace = 500

/** One answer with its evidence; whatever fails on the way is part of it. */
export async function answerTo({ probe, target, vantage, ask }: Question, options: QuestionOptions): Promise<Answer> {
  const { id, component, host, port, protocol } = target
  const { signal, now } = options
  const started = now()
  const transcript: TranscriptLine[] = []
  const base = { probe, asked: { id, component, host, port, protocol }, vantage, transcript, at: new Date(started).toISOString() }
  if (signal.aborted) return { ...base, outcome: 'not-asked', why: ended(signal, 'before its turn'), milliseconds: 0 }
  const got = await twice(transcript, (own) => ask(transcript, own), options)
  const milliseconds = Math.round(now() - started)
  if (!got.ok) {
    const why = got.fault.kind === 'cancelled' ? ended(signal, 'while it was asked') : got.fault.detail
    return { ...base, outcome: 'unproven', why, fault: got.fault, milliseconds }
  }
  const { unproven = [], tls, authentication, certificate, observations = [] } = got.value
  const proven =
    tls !== undefined || authentication !== undefined || certificate !== undefined || observations.some(({ verdict }) => verdict !== 'unknown')
  if (proven || unproven.length === 0) return { ...base, outcome: 'answered', learned: got.value, milliseconds }
  return { ...base, outcome: 'unproven', why: unproven.join('; '), learned: got.value, milliseconds }
}

/** Why a run was ended, as the reason of its signal says. */
function ended({ reason }: AbortSignal, when: string): string {
  if (reason === 'deadline') return `the run's time was over ${when}`
  return reason === 'interrupted' ? `the run was interrupted ${when}` : `the run was ended ${when}`
}

/** A connection that is reset may be a server's limit of connections: it is asked once more, and both tries are told. */
async function twice(
  transcript: TranscriptLine[],
  ask: (signal: AbortSignal) => Promise<Learned>,
  options: QuestionOptions,
): Promise<Attempt<Learned>> {
  const first = await inTime(ask, options)
  if (first.ok || first.fault.kind !== 'reset' || options.signal.aborted) return first
  transcript.push({ direction: 'note', text: `the connection was reset; asked again after ${backOff} ms`, bytes: 0 })
  await options.sleep(backOff, options.signal)
  const second = await inTime(ask, options)
  if (second.ok || second.fault.kind === 'cancelled') return second
  return { ok: false, fault: { ...second.fault, detail: `${second.fault.detail} (at the second try too, after a reset)` } }
}

/** The answer, or that it took longer than one question may. Who does not let go by then is left behind. */
async function inTime(ask: (signal: AbortSignal) => Promise<Learned>, { signal, patience, sleep }: QuestionOptions): Promise<Attempt<Learned>> {
  const own = new AbortController()
  const over = new AbortController()
  const pass = (): void => own.abort(signal.reason)
  signal.addEventListener('abort', pass, { once: true })
  if (signal.aborted) pass()
  const answer = attempt(() => ask(own.signal))
  try {
    const late = sleep(patience, over.signal).then(() => undefined)
    const got = await Promise.race([answer, late])
    if (got !== undefined) return got
    own.abort('patience')
    await Promise.race([answer, sleep(grace, over.signal)])
    const detail = `no answer within the ${patience} ms that one question may take`
    return { ok: false, fault: { whose: 'us', kind: 'limit', detail } }
  } finally {
    // with a reason of ours no error is made up for it
    over.abort('over')
    signal.removeEventListener('abort', pass)
    // what comes later is nobody's
    answer.catch(() => {})
  }
}
