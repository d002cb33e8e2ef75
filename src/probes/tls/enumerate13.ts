import type { Flight } from '../../wire/tls/ask.ts'
import { isRefusal } from '../../wire/tls/ask.ts'
import { groupsOf13 } from '../../wire/tls/data/groups.ts'
import { versions } from '../../wire/tls/data/numbers.ts'
import { groupOf } from '../../wire/tls/server-messages.ts'
import { shareIn } from '../../wire/tls/shares.ts'
import { suites13 } from '../../wire/tls/suites.ts'
import { openClause } from './assert.ts'
import type { Asker } from './asker.ts'
import { eliminate, factOf, preferenceOf } from './eliminate.ts'
import type { SuiteFact } from './facts.ts'

const version = versions.tls13

/** What TLS 1.3 takes. */
export interface Newest {
  readonly found: SuiteFact
  /** In the server's order. */
  readonly groups: readonly number[]
}

/**
 * Suites and groups of TLS 1.3, both at once: a hello without a share of a key is answered with the suite and the group that the server
 * wants, and it chooses each for itself. `refused`: suites that were refused in words before.
 */
export async function enumerate13(asker: Asker, refused: readonly number[]): Promise<Newest> {
  const both = await takeBoth(asker, refused)
  if (both.suites.length === 0) return withShares(asker)
  // what is left of one may have been refused for what was left of the other
  const { open, why } = both
  const more = open.length === 0 || why !== undefined ? undefined : await eliminate(asker, { version, suites: open, groups: groupsOf13 })
  const suites = [...both.suites, ...(more?.taken ?? [])]
  const isEveryGroupKnown = more !== undefined && more.taken.length > 0
  const rest = isEveryGroupKnown ? { groups: both.groups } : await takeGroups(asker, suites, both.groups)
  const preference = rest.preference ?? (suites.length < 2 ? undefined : await preferenceOf(asker, { version, suites, groups: groupsOf13 }))
  return { found: factOf(version, suites, preference, why ?? more?.ended), groups: rest.groups }
}

/** The suites alone. `begun`: what was taken when all were offered before. */
export async function enumerateSuites13(asker: Asker, refused: readonly number[], begun?: Pick<Flight, 'hello'>): Promise<SuiteFact> {
  const offer = { version, groups: groupsOf13 }
  const { taken, ended } = await eliminate(asker, { ...offer, suites: suites13.filter((suite) => !refused.includes(suite)) }, begun)
  if (taken.length === 0) return (await withShares(asker)).found
  const preference = taken.length < 2 ? undefined : await preferenceOf(asker, { ...offer, suites: taken })
  return factOf(version, taken, preference, ended)
}

interface Both {
  readonly suites: readonly number[]
  readonly groups: readonly number[]
  /** Suites that were refused together with the groups that were left. */
  readonly open: readonly number[]
  /** Why it ended, where that was no refusal. */
  readonly why?: string
}

async function takeBoth(asker: Asker, refused: readonly number[]): Promise<Both> {
  const [suites, groups]: [number[], number[]] = [[], []]
  for (;;) {
    const open = suites13.filter((suite) => !suites.includes(suite) && !refused.includes(suite))
    if (open.length === 0) return { suites, groups, open }
    const outcome = await asker.hello({ version, suites: open, groups: without(groups) })
    if (outcome.kind !== 'accepted') {
      const isNo = outcome.kind !== 'not-asked' && isRefusal(outcome)
      return { suites, groups, open, ...(isNo ? {} : { why: openClause(outcome) }) }
    }
    const group = groupOf(outcome.flight.hello)
    suites.push(outcome.flight.hello.suite)
    if (group === undefined) return { suites, groups, open: open.filter((suite) => suite !== outcome.flight.hello.suite) }
    groups.push(group)
  }
}

/** The other groups, with suites that are taken: in the reverse of the server's order, which tells whether it has one. */
async function takeGroups(
  asker: Asker,
  suites: readonly number[],
  known: readonly number[],
): Promise<{ readonly groups: readonly number[]; readonly preference?: SuiteFact['preference'] }> {
  const groups = [...known]
  let chosen: number | undefined
  for (;;) {
    const outcome = await asker.hello({ version, suites: suites.toReversed(), groups: without(groups) })
    const group = outcome.kind === 'accepted' ? groupOf(outcome.flight.hello) : undefined
    if (outcome.kind !== 'accepted' || group === undefined) break
    chosen ??= outcome.flight.hello.suite
    groups.push(group)
  }
  if (chosen === undefined || suites.length < 2) return { groups }
  return { groups, preference: chosen === suites[0] ? 'server' : 'client' }
}

function without(groups: readonly number[]): readonly number[] {
  return groupsOf13.filter((group) => !groups.includes(group))
}

/** Some servers do not ask for another hello when there is no share of a key: then each hello has one, and the groups stay unknown. */
async function withShares(asker: Asker): Promise<Newest> {
  const base = { version, keyShares: [shareIn(29)] }
  const { taken, ended } = await eliminate(asker, { ...base, suites: suites13 })
  const preference = taken.length < 2 ? undefined : await preferenceOf(asker, { ...base, suites: taken })
  return { found: factOf(version, taken, preference, ended), groups: [] }
}
