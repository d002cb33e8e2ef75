import { versions } from '../../wire/tls/data/numbers.ts'
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

/** What is left is asked again in slices of so many suites; of fewer where a long hello may be what is refused: some boxes hang up on one. */
const slice = { usual: 160, careful: 60 }

/** Everything that a server takes, by offering all and leaving out what was taken until nothing is. */
export async function askEverything(asker: Asker, facts: TlsFacts): Promise<TlsFacts> {
  const accepted = facts.versions.filter(({ state, version }) => state === 'accepted' && version >= versions.ssl3).map(({ version }) => version)
  const has13 = accepted.includes(versions.tls13)
  const [found, groups13] = await Promise.all([
    Promise.all(accepted.map((version) => suitesOf(asker, version, facts.begun.get(version)))),
    has13 ? groupsIn13(asker) : undefined,
  ])
  const before = found.filter(({ version }) => version < versions.tls13).toSorted((a, b) => b.version - a.version)
  const [curves12, dh, fallback] = await Promise.all([curvesOf(asker, before[0], groups13), dhOf(asker, before), fallbackOf(asker, found)])
  return {
    ...facts,
    suites: [...facts.suites.filter(({ version }) => version === versions.ssl2), ...found],
    flights: distinct([...facts.flights, ...before.flatMap(({ flights }) => flights)]),
    ...(groups13 === undefined ? {} : { groups13 }),
    ...(curves12 === undefined ? {} : { curves12 }),
    ...(dh === undefined ? {} : { dh }),
    ...(fallback === undefined ? {} : { fallback }),
  }
}

interface Enumerated extends SuiteFact {
  readonly flights: readonly Flight[]
}

/** `begun`: what was taken when all were offered before. */
async function suitesOf(asker: Asker, version: number, begun: Flight | undefined): Promise<Enumerated> {
  const is13 = version === versions.tls13
  const all = is13 ? suites13 : everySuite
  const bare = await eliminate(asker, { version, suites: all }, begun)
  // some servers do not ask for another hello when there is no share of a key: then each hello has one
  const base = is13 && bare.taken.length === 0 ? { keyShares: [shareIn(29)] } : {}
  const first = is13 && bare.taken.length === 0 ? await eliminate(asker, { version, suites: all, ...base }) : bare
  const rest = all.filter((suite) => !first.taken.includes(suite))
  const size = first.alerted ? slice.usual : slice.careful
  const slices = Array.from({ length: Math.ceil(rest.length / size) }, (_, index) => rest.slice(index * size, (index + 1) * size))
  // what refuses all of the rest at once may yet take some of it: a suite that is chosen and then fails, a hello that is too long
  const more = first.ended === undefined && !is13 ? await Promise.all(slices.map((suites) => eliminate(asker, { version, suites, ...base }))) : []
  const why = [first, ...more].find(({ ended }) => ended !== undefined)?.ended
  const suites = [...first.taken, ...more.flatMap(({ taken }) => taken)]
  const preference = suites.length < 2 ? undefined : await preferenceOf(asker, { version, suites, ...base })
  const flights = [first, ...more].flatMap((each) => each.flights)
  return {
    version,
    suites,
    flights,
    ...(why === undefined ? {} : { why }),
    whole: why === undefined,
    ...(preference === undefined ? {} : { preference }),
  }
}

interface Eliminated {
  readonly taken: readonly number[]
  readonly flights: readonly Flight[]
  /** Why it ended, where that was no refusal. */
  readonly ended: string | undefined
  /** It said no in words. */
  readonly alerted: boolean
}

async function eliminate(asker: Asker, offer: Offer, begun?: Flight): Promise<Eliminated> {
  const flights = begun === undefined ? [] : [begun]
  const until = offer.version === versions.tls13 ? 'hello' : 'flight'
  const taken = (): readonly number[] => flights.map(({ hello }) => hello.suite)
  for (;;) {
    const suites = offer.suites.filter((suite) => !taken().includes(suite))
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
async function preferenceOf(asker: Asker, offer: Offer): Promise<SuiteFact['preference']> {
  const outcome = await asker.hello({ ...offer, suites: offer.suites.toReversed() })
  if (outcome.kind !== 'accepted') return undefined
  return outcome.flight.hello.suite === offer.suites[0] ? 'server' : 'client'
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

/** Curves of the best version before TLS 1.3, beside those that TLS 1.3 takes as well. */
async function curvesOf(asker: Asker, best: SuiteFact | undefined, known: readonly number[] = []): Promise<readonly number[] | undefined> {
  const suites = best?.suites.filter((suite) => /_ECDHE_(?:RSA|ECDSA)_|_ECDH_anon_/.test(suiteName(suite))) ?? []
  if (best === undefined || suites.length === 0 || best.version === versions.ssl3) return undefined
  const taken: number[] = []
  for (let groups = curvesBefore13.filter((group) => !known.includes(group)); groups.length > 0;) {
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
