import { versionName, versions } from '../../wire/tls/data/numbers.ts'
import { curvesBefore13, groupsOf13 } from '../../wire/tls/data/groups.ts'
import type { Offer } from '../../wire/tls/hello.ts'
import type { Flight } from '../../wire/tls/ask.ts'
import { isRefusal } from '../../wire/tls/ask.ts'
import { groupOf } from '../../wire/tls/server-messages.ts'
import { shareIn } from '../../wire/tls/shares.ts'
import { suiteName, suites13 } from '../../wire/tls/suites.ts'
import { everySuite, openClause } from './assert.ts'
import type { Asker } from './asker.ts'
import type { SuiteFact, TlsFacts } from './facts.ts'
import { examine } from './prime.ts'

/** Some boxes refuse hellos that are long: what is left is asked again in slices of this many suites. */
const slice = 64

/** Everything that a server takes, by offering all and leaving out what was taken until nothing is. */
export async function askEverything(asker: Asker, facts: TlsFacts): Promise<TlsFacts> {
  const accepted = facts.versions.filter(({ state, version }) => state === 'accepted' && version >= versions.ssl3).map(({ version }) => version)
  const open: string[] = []
  const has13 = accepted.includes(versions.tls13)
  const [found, groups13] = await Promise.all([
    Promise.all(accepted.map((version) => suitesOf(asker, version, open))),
    has13 ? groupsIn13(asker) : undefined,
  ])
  const before = found.filter(({ version }) => version < versions.tls13).toSorted((a, b) => b.version - a.version)
  const [curves12, dh, flights, fallback] = await Promise.all([
    curvesOf(asker, before[0]),
    dhOf(asker, before),
    flightsOf(asker, before[0]),
    fallbackOf(asker, found),
  ])
  return {
    ...facts,
    suites: [...facts.suites.filter(({ version }) => version === versions.ssl2), ...found],
    open,
    flights: distinct([...facts.flights, ...flights]),
    ...(groups13 === undefined ? {} : { groups13 }),
    ...(curves12 === undefined ? {} : { curves12 }),
    ...(dh === undefined ? {} : { dh }),
    ...(fallback === undefined ? {} : { fallback }),
  }
}

async function suitesOf(asker: Asker, version: number, open: string[]): Promise<SuiteFact> {
  const is13 = version === versions.tls13
  const base = is13 && (await wantsShare(asker)) ? { keyShares: [shareIn(29)] } : {}
  const all = is13 ? suites13 : everySuite
  const first = await eliminate(asker, { version, suites: all, ...base })
  const rest = all.filter((suite) => !first.taken.includes(suite))
  const slices = Array.from({ length: Math.ceil(rest.length / slice) }, (_, index) => rest.slice(index * slice, (index + 1) * slice))
  // what refuses all of the rest at once may yet take some of it: a suite that is chosen and then fails, a hello that is too long
  const more = first.ended === undefined && !is13 ? await Promise.all(slices.map((suites) => eliminate(asker, { version, suites, ...base }))) : []
  const clauses = [first, ...more].flatMap(({ ended }) => (ended === undefined ? [] : [ended]))
  if (clauses[0] !== undefined) open.push(`suites of ${versionName(version)}: ${clauses[0]}`)
  const suites = [...first.taken, ...more.flatMap(({ taken }) => taken)]
  const preference = suites.length < 2 ? undefined : await preferenceOf(asker, { version, suites, ...base })
  return { version, suites, whole: clauses.length === 0, ...(preference === undefined ? {} : { preference }) }
}

interface Eliminated {
  readonly taken: readonly number[]
  /** Why it ended, where that was no refusal. */
  readonly ended: string | undefined
}

async function eliminate(asker: Asker, offer: Offer): Promise<Eliminated> {
  const taken: number[] = []
  for (let rest = offer.suites; rest.length > 0;) {
    const outcome = await asker.hello({ ...offer, suites: rest })
    if (outcome.kind !== 'accepted') {
      return { taken, ended: outcome.kind !== 'not-asked' && isRefusal(outcome) ? undefined : openClause(outcome) }
    }
    const { suite } = outcome.flight.hello
    taken.push(suite)
    rest = rest.filter((each) => each !== suite)
  }
  return { taken, ended: undefined }
}

/** Who decides: a server that has an order of its own takes the same suite, whichever comes first. */
async function preferenceOf(asker: Asker, offer: Offer): Promise<SuiteFact['preference']> {
  const outcome = await asker.hello({ ...offer, suites: offer.suites.toReversed() })
  if (outcome.kind !== 'accepted') return undefined
  return outcome.flight.hello.suite === offer.suites[0] ? 'server' : 'client'
}

/** Some servers do not ask for another hello when there is no share of a key: then each hello has one. */
async function wantsShare(asker: Asker): Promise<boolean> {
  const outcome = await asker.hello({ version: versions.tls13, suites: suites13 })
  return outcome.kind !== 'accepted'
}

/** Groups of TLS 1.3, in the server's order: without a share of a key it names the one that it wants. */
async function groupsIn13(asker: Asker): Promise<readonly number[]> {
  const taken: number[] = []
  for (let groups = groupsOf13; groups.length > 0;) {
    const outcome = await asker.hello({ version: versions.tls13, suites: suites13, groups })
    const group = outcome.kind === 'accepted' ? groupOf(outcome.flight.hello) : undefined
    if (group === undefined) break
    taken.push(group)
    groups = groups.filter((each) => each !== group)
  }
  return taken
}

/** Curves of the best version before TLS 1.3. */
async function curvesOf(asker: Asker, best: SuiteFact | undefined): Promise<readonly number[] | undefined> {
  const suites = best?.suites.filter((suite) => /_ECDHE_(?:RSA|ECDSA)_|_ECDH_anon_/.test(suiteName(suite))) ?? []
  if (best === undefined || suites.length === 0 || best.version === versions.ssl3) return undefined
  const taken: number[] = []
  for (let groups = curvesBefore13; groups.length > 0;) {
    const outcome = await asker.hello({ version: best.version, suites, groups }, 'flight')
    const exchange = outcome.kind === 'accepted' ? outcome.flight.exchange : undefined
    if (exchange?.kind !== 'ecdh' || !groups.includes(exchange.group)) break
    taken.push(exchange.group)
    groups = groups.filter((each) => each !== exchange.group)
  }
  return taken
}

async function dhOf(asker: Asker, before: readonly SuiteFact[]): Promise<TlsFacts['dh']> {
  for (const { version, suites } of before) {
    const finite = suites.filter((suite) => /_DHE_(?:RSA|DSS)_|_DH_anon_/.test(suiteName(suite)) && !/EXPORT/.test(suiteName(suite)))
    if (finite.length === 0) continue
    const outcome = await asker.hello({ version, suites: finite, groups: [] }, 'flight')
    const exchange = outcome.kind === 'accepted' ? outcome.flight.exchange : undefined
    if (exchange?.kind === 'dh') return examine(exchange.prime)
  }
  return undefined
}

/** A server with certificates of two kinds shows each only with suites of its kind. */
async function flightsOf(asker: Asker, best: SuiteFact | undefined): Promise<readonly Flight[]> {
  if (best === undefined) return []
  const kinds = [/_ECDSA_/, /_RSA_(?!PSK)/].map((form) =>
    best.suites.filter((suite) => form.test(suiteName(suite)) && !/anon|PSK/.test(suiteName(suite))),
  )
  const outcomes = await Promise.all(
    kinds.filter((suites) => suites.length > 0).map((suites) => asker.hello({ version: best.version, suites }, 'flight')),
  )
  return outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome.flight] : []))
}

/** Flights with different leaves. */
function distinct(flights: readonly Flight[]): readonly Flight[] {
  const seen = new Set<string>()
  return flights.filter(({ certificates = [] }) => {
    const leaf = certificates[0]?.toString('base64') ?? ''
    return !seen.has(leaf) && seen.add(leaf) !== undefined
  })
}

/** Comes back with the version below the best, and says that it had to. */
async function fallbackOf(asker: Asker, found: readonly SuiteFact[]): Promise<TlsFacts['fallback']> {
  const [, lower] = found.toSorted((a, b) => b.version - a.version)
  if (lower === undefined) return undefined
  const outcome = await asker.hello({ version: lower.version, suites: lower.suites, fallback: true })
  if (outcome.kind === 'alert' && outcome.code === 86) return 'noticed'
  return outcome.kind === 'accepted' ? 'ignored' : undefined
}
