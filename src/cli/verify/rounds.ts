import { withDrift } from '../../engine/verify/drift.ts'
import { RingwallError } from '../../model/error.ts'
import type { Report, RoundReport } from '../../model/report.ts'
import { interruption } from '../interruption.ts'
import type { Io } from '../io.ts'
import { textOption } from '../options.ts'
import type { Asked } from './options.ts'

/** How often a running system is asked again. */
export interface Repetition {
  /** Rounds in all; 1: it is asked once. */
  readonly rounds: number
  /** Milliseconds between the end of one and the beginning of the next. */
  readonly every: number
}

const most = { again: 1000, seconds: 86_400 }

/** What a call says of `--repeat` and `--every`. What an experiment does is done once. */
export function repetition(options: Readonly<Record<string, unknown>>, { canary, credentials }: Pick<Asked, 'canary' | 'credentials'>): Repetition {
  const [repeat, every = '60'] = [textOption(options['repeat']), textOption(options['every'])]
  const seconds = Number(every)
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > most.seconds)
    throw new RingwallError('usage', `--every: "${every}" is no whole number from 0 to ${most.seconds}`)
  if (repeat === undefined) return { rounds: 1, every: 0 }
  const again = Number(repeat)
  if (!Number.isInteger(again) || again < 1 || again > most.again)
    throw new RingwallError('usage', `--repeat: "${repeat}" is no whole number from 1 to ${most.again}`)
  if (canary.named.length > 0 || credentials.length > 0)
    throw new RingwallError('usage', '--repeat: an experiment is made once', { hint: 'leave --canary and --credentials out, or --repeat' })
  return { rounds: 1 + again, every: 1000 * seconds }
}

/** Makes the rounds one after another, until one was ended early. The last one's report tells what each of them changed. */
export async function inRounds(
  make: (number: number) => Promise<Report>,
  { rounds, every }: Repetition,
  io: Pick<Io, 'stderr'>,
  onRound: (report: Report) => void,
): Promise<Report> {
  let last = await make(1)
  onRound(last)
  const told: RoundReport[] = []
  for (let number = 2; number <= rounds; number++) {
    if (last.run?.end !== 'complete' || !(await pause(every))) break
    const next = await make(number)
    onRound(next)
    const round = between(last, next, number)
    told.push(round)
    const changes = round.deployments.reduce((sum, { drift }) => sum + drift.changed.length + drift.new.length + drift.gone.length, 0)
    if (number < rounds) io.stderr.write(`ringwall: round ${number} of ${rounds}: ${changes} changed\n`)
    last = next
  }
  return rounds === 1 ? last : { ...last, rounds: told }
}

function between(before: Report, after: Report, number: number): RoundReport {
  const earlier = new Map(before.deployments.map(({ name, answers = [] }) => [name, answers]))
  const deployments = withDrift(after, earlier).deployments.flatMap(({ name, drift }) => (drift === undefined ? [] : [{ name, drift }]))
  return { number, started: after.run?.started ?? '', end: after.run?.end ?? 'complete', deployments }
}

/** False: somebody ended it meanwhile. */
async function pause(every: number): Promise<boolean> {
  const over = interruption(every)
  try {
    await new Promise((resolve) => over.signal.addEventListener('abort', resolve, { once: true }))
    return over.signal.reason === 'deadline'
  } finally {
    over.stop()
  }
}
