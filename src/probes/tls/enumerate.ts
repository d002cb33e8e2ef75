import { versions } from '../../wire/tls/data/numbers.ts'
import { curvesBefore13 } from '../../wire/tls/data/groups.ts'
import type { Flight } from '../../wire/tls/ask.ts'
import type { Offer } from '../../wire/tls/hello.ts'
import { suiteName } from '../../wire/tls/suites.ts'
import { everySuite } from './assert.ts'
import type { Asker } from './asker.ts'
import type { Eliminated } from './eliminate.ts'
import { eliminate, factOf, preferenceOf } from './eliminate.ts'
import { enumerate13, enumerateSuites13 } from './enumerate13.ts'
import type { SuiteFact, TlsFacts } from './facts.ts'
import { examine } from './prime.ts'
import { secondCertificate } from './second-certificate.ts'

/** What is left is asked again in slices of so many suites; of fewer where a long hello may be what is refused: some boxes hang up on one. */
const slice = { usual: 180, careful: 60 }

/** Every suite of every version that a server takes: what scanners list. */
export async function askSuites(asker: Asker, facts: TlsFacts): Promise<TlsFacts> {
  const [before, newest] = await Promise.all([
    suitesBefore13(asker, facts),
    takes13(facts) ? enumerateSuites13(asker, facts.refused.get(versions.tls13) ?? [], facts.sessions[0]) : undefined,
  ])
  return withSuites(facts, before, newest)
}

/** Everything that a server takes, by offering all and leaving out what was taken until nothing is. */
export async function askEverything(asker: Asker, facts: TlsFacts): Promise<TlsFacts> {
  const [before, newest] = await Promise.all([
    suitesBefore13(asker, facts),
    takes13(facts) ? enumerate13(asker, facts.refused.get(versions.tls13) ?? []) : undefined,
  ])
  const found = withSuites(facts, before, newest?.found)
  const [curves12, dh, fallback, second] = await Promise.all([
    curvesOf(asker, before[0], newest?.groups),
    dhOf(asker, before),
    fallbackOf(asker, newest === undefined ? before : [newest.found, ...before]),
    secondCertificate(asker, { flights: found.flights, sessions: facts.sessions }),
  ])
  return {
    ...found,
    sessions: [...facts.sessions, ...second],
    ...(newest === undefined ? {} : { groups13: newest.groups }),
    ...(curves12 === undefined ? {} : { curves12 }),
    ...(dh === undefined ? {} : { dh }),
    ...(fallback === undefined ? {} : { fallback }),
  }
}

function accepts({ versions: known }: TlsFacts, isOf: (version: number) => boolean): readonly number[] {
  return known.filter(({ state, version }) => state === 'accepted' && isOf(version)).map(({ version }) => version)
}

function takes13(facts: TlsFacts): boolean {
  return accepts(facts, (version) => version === versions.tls13).length > 0
}

/** The best version first. */
async function suitesBefore13(asker: Asker, facts: TlsFacts): Promise<readonly Enumerated[]> {
  const older = accepts(facts, (version) => version >= versions.ssl3 && version < versions.tls13).toSorted((a, b) => b - a)
  return Promise.all(older.map((version) => suitesOf(asker, version, facts)))
}

function withSuites(facts: TlsFacts, before: readonly Enumerated[], newest: SuiteFact | undefined): TlsFacts {
  return {
    ...facts,
    suites: [...facts.suites.filter(({ version }) => version === versions.ssl2), ...before.toReversed(), ...(newest === undefined ? [] : [newest])],
    flights: distinct([...facts.flights, ...before.flatMap((each) => each.flights)]),
  }
}

interface Enumerated extends SuiteFact {
  readonly flights: readonly Flight[]
}

async function suitesOf(asker: Asker, version: number, facts: TlsFacts): Promise<Enumerated> {
  const begun = facts.begun.get(version)
  // what was refused as a whole stands at the end: only slices of it are asked again
  const refused = new Set(begun === undefined ? [] : facts.refused.get(version))
  const all = [...everySuite.filter((suite) => !refused.has(suite)), ...refused]
  const few = all.slice(0, all.length - refused.size)
  const first: Begun =
    begun !== undefined && refused.size > 0
      ? await inReverse(asker, { version, suites: few }, begun)
      : await eliminate(asker, { version, suites: all }, begun)
  const rest = all.filter((suite) => !first.taken.includes(suite))
  const size = first.alerted ? slice.usual : slice.careful
  const slices = Array.from({ length: Math.ceil(rest.length / size) }, (_, index) => rest.slice(index * size, (index + 1) * size))
  // what refuses all of the rest at once may yet take some of it: a suite that is chosen and then fails, a hello that is too long
  const more = first.ended === undefined ? await Promise.all(slices.map((suites) => eliminate(asker, { version, suites }))) : []
  const why = [first, ...more].find(({ ended }) => ended !== undefined)?.ended
  const suites = [...first.taken, ...more.flatMap(({ taken }) => taken)]
  const preference = suites.length < 2 ? undefined : (first.preference ?? (await preferenceOf(asker, { version, suites })))
  return { ...factOf(version, suites, preference, why), flights: [first, ...more].flatMap(({ flights }) => flights) }
}

interface Begun extends Eliminated {
  readonly preference?: SuiteFact['preference']
}

/**
 * Where nearly all was refused in words at once: the few that were not, in the reverse of the order in which `begun` was taken. It tells who
 * decides, and one more suite where that is the client.
 */
async function inReverse(asker: Asker, offer: Offer, begun: Flight): Promise<Begun> {
  const base = { taken: [begun.hello.suite], flights: [begun], ended: undefined, alerted: true }
  const outcome = offer.suites.length < 2 ? undefined : await asker.hello({ ...offer, suites: offer.suites.toReversed() }, 'flight')
  if (outcome?.kind !== 'accepted') return base
  const { flight } = outcome
  if (flight.hello.suite === begun.hello.suite) return { ...base, preference: 'server' }
  return { ...base, taken: [begun.hello.suite, flight.hello.suite], flights: [begun, flight], preference: 'client' }
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

/** Comes back with the version below the best (`found` has that first), and says that it had to. */
async function fallbackOf(asker: Asker, found: readonly SuiteFact[]): Promise<TlsFacts['fallback']> {
  const [, lower] = found
  if (lower === undefined) return undefined
  const outcome = await asker.hello({ version: lower.version, suites: lower.suites, fallback: true })
  if (outcome.kind === 'alert' && outcome.code === 86) return 'noticed'
  return outcome.kind === 'accepted' ? 'ignored' : undefined
}
