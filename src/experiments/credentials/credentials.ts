import type { TryLimit } from '../../model/log-ins.ts'
import type { Learned } from '../../model/observed.ts'
import type { Asking, Probe, Target } from '../../probes/probe.ts'
import type { Candidate } from './candidates.ts'
import { shownAs } from './candidates.ts'
import { anybody, found, nothingFound, stopped } from './judge.ts'
import type { Ledger } from './limits.ts'
import type { Outcome, Trier } from './tries.ts'
import { Tries } from './tries.ts'

export interface TryPlan {
  /** What it is tried at: `amqp`, `rabbitmq`. */
  readonly of: string
  readonly trier: Trier
  readonly candidates: readonly Candidate[]
  readonly limit: TryLimit
  readonly ledger: Ledger
}

/** Longest that the tries of one listener may take: servers answer failed log-ins slowly on purpose. */
const triesPatience = 300_000

/**
 * An experiment: log-ins are tried that are published for this product or stand in the files, each once and few enough that nobody is shut
 * out. A made-up account comes first, and a made-up password for the account that gets in last: a server that takes those takes anything.
 */
export function credentials(plan: TryPlan): Probe {
  const { of, trier, candidates, limit } = plan
  const most = Math.min(candidates.length + 2, limit.listener + 2)
  const names = [...new Set(candidates.map((each) => `${shownAs(each.user, each)} (${each.pair})`))].join(', ')
  return {
    id: `${of}/credentials`,
    asks: `TRIES LOG-INS, ${most} at most, until one gets in or ${limit.listener} failed (${limit.account} on one account: ${limit.source}): a made-up account, ${names}`,
    connections: most * trier.connections + 2,
    patience: triesPatience,
    ask: (target, asking) => experiment(plan, target, asking),
  }
}

async function experiment({ trier, candidates, limit, ledger }: TryPlan, target: Target, asking: Asking): Promise<Learned> {
  const tries = new Tries(target, asking, trier, limit, ledger)
  const madeUp = { password: asking.random(12), pair: 'made up', kind: 'published' } as const
  const nobody = await tries.nameOf(`nobody-${asking.random(6)}`)
  const stranger = await tries.one(nobody, shownAs(nobody, madeUp), madeUp)
  const { journal } = tries
  if (stranger === 'accepted') return anybody(journal, 'a made-up account gets in')
  if (isEnd(stranger)) return stopped(journal)
  const refused: Candidate[] = []
  for (const each of candidates) {
    const user = await tries.nameOf(each.user)
    const shown = shownAs(user, each)
    const outcome = await tries.one(user, shown, each)
    if (outcome === 'refused') refused.push(each)
    if (isEnd(outcome)) return stopped(journal, refused)
    if (outcome !== 'accepted') continue
    const control = await tries.one(user, shown, { ...madeUp, password: asking.random(12) })
    if (control === 'accepted') return anybody(journal, 'any password opens the account that was tried')
    return found(journal, each, control, refused, candidates)
  }
  return nothingFound(journal, refused)
}

/** No answer: the server may have had enough, and asking on would make it worse. */
function isEnd(outcome: Outcome): boolean {
  return typeof outcome === 'object' && 'fault' in outcome
}
