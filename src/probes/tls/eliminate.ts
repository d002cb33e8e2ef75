import type { Flight } from '../../wire/tls/ask.ts'
import { isRefusal } from '../../wire/tls/ask.ts'
import { versions } from '../../wire/tls/data/numbers.ts'
import type { Offer } from '../../wire/tls/hello.ts'
import { openClause } from './assert.ts'
import type { Asker } from './asker.ts'
import type { SuiteFact } from './facts.ts'

/** What an elimination gave. */
export interface Eliminated {
  readonly taken: readonly number[]
  readonly flights: readonly Flight[]
  /** Why it ended, where that was no refusal. */
  readonly ended: string | undefined
  /** It said no in words. */
  readonly alerted: boolean
}

/** Offers all, and leaves out what was taken until nothing is. `begun`: what was taken when all were offered before. */
export async function eliminate(asker: Asker, offer: Offer, begun?: Flight): Promise<Eliminated> {
  const flights = begun === undefined ? [] : [begun]
  const until = offer.version === versions.tls13 ? 'hello' : 'flight'
  const taken = (): readonly number[] => flights.map(({ hello }) => hello.suite)
  for (;;) {
    const without = new Set(taken())
    const suites = offer.suites.filter((suite) => !without.has(suite))
    if (suites.length === 0) return { taken: taken(), flights, ended: undefined, alerted: true }
    const outcome = await asker.hello({ ...offer, suites }, until)
    if (outcome.kind !== 'accepted') {
      const refused = outcome.kind !== 'not-asked' && isRefusal(outcome)
      return { taken: taken(), flights, ended: refused ? undefined : openClause(outcome), alerted: outcome.kind === 'alert' }
    }
    flights.push(outcome.flight)
  }
}

/** Who decides: a server that has an order of its own takes the same suite, whichever comes first. */
export async function preferenceOf(asker: Asker, offer: Offer): Promise<SuiteFact['preference']> {
  const outcome = await asker.hello({ ...offer, suites: offer.suites.toReversed() })
  if (outcome.kind !== 'accepted') return undefined
  return outcome.flight.hello.suite === offer.suites[0] ? 'server' : 'client'
}

/** The fact that an elimination proves; `why`: it ended in what is no refusal. */
export function factOf(version: number, suites: readonly number[], preference: SuiteFact['preference'], why: string | undefined): SuiteFact {
  return { version, suites, whole: why === undefined, ...(why === undefined ? {} : { why }), ...(preference === undefined ? {} : { preference }) }
}
