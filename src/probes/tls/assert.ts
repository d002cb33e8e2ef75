import type { Profile } from '../../protocols/tls-guideline/profile.ts'
import type { Flight, Outcome } from '../../wire/tls/ask.ts'
import { said } from '../../wire/tls/ask.ts'
import { versionName, versions } from '../../wire/tls/data/numbers.ts'
import type { HandshakeOptions, Session13 } from '../../wire/tls/handshake13.ts'
import { suiteName, suites13, suitesBefore13, usualSuites } from '../../wire/tls/suites.ts'
import type { Asker, NotAsked } from './asker.ts'
import type { SuiteFact, TlsFacts, VersionFact } from './facts.ts'
import { stateOf } from './facts.ts'

type Answered = Outcome | NotAsked

/** All that is known before TLS 1.3, what is usual first. */
export const everySuite: readonly number[] = [...new Set([...usualSuites, ...suitesBefore13])]

/**
 * Eight connections: each version that should be refused, with every suite it might have; only what should be refused of TLS 1.2 and 1.3;
 * and two handshakes that should succeed. They are the control: without one of them nothing is proven.
 */
export async function askAssert(asker: Asker, profile: Profile, options: HandshakeOptions): Promise<TlsFacts> {
  const wrong = (suites: readonly number[]): readonly number[] => suites.filter((suite) => !profile.suites.includes(suiteName(suite)))
  const [wrongOf12, wrongOf13] = [wrong(everySuite), wrong(suites13)]
  const [session, flight, ssl2, ssl3, tls10, tls11, wrong12, wrong13] = await Promise.all([
    asker.handshake(options),
    asker.hello({ version: versions.tls12, suites: everySuite, compressions: [1, 0], ...options }, 'flight'),
    asker.ssl2(),
    asker.hello({ version: versions.ssl3, suites: everySuite }),
    asker.hello({ version: versions.tls10, suites: everySuite }),
    asker.hello({ version: versions.tls11, suites: everySuite }),
    asker.hello({ version: versions.tls12, suites: wrongOf12 }),
    asker.hello({ version: versions.tls13, suites: wrongOf13 }),
  ])
  const all = [session, flight, ssl2, ssl3, tls10, tls11, wrong12, wrong13]
  const isAlive = all.some(({ kind }) => kind === 'accepted' || kind === 'established' || kind === 'ssl2')
  const old = { [versions.ssl3]: ssl3, [versions.tls10]: tls10, [versions.tls11]: tls11 }
  const found: VersionFact[] = [
    stateOf(versions.ssl2, ssl2, isAlive),
    ...Object.entries(old).map(([version, outcome]) => stateOf(Number(version), outcome, isAlive)),
    either(versions.tls12, [flight, wrong12], isAlive),
    either(versions.tls13, [session, wrong13], isAlive),
  ]
  const best = flight.kind === 'accepted' ? flight.flight : await olderFlight(asker, found, options)
  return {
    versions: found,
    begun: new Map([flight, tls11, tls10, ssl3].flatMap((each) => (each.kind === 'accepted' ? [[each.flight.hello.version, each.flight]] : []))),
    refused: new Map([...inWords(wrong12, versions.tls12, wrongOf12), ...inWords(wrong13, versions.tls13, wrongOf13)]),
    suites: [
      ...(ssl2.kind === 'ssl2' ? [{ version: versions.ssl2, suites: ssl2.suites, whole: true }] : []),
      ...[ssl3, tls10, tls11, wrong12, flight, wrong13].flatMap(taken),
      ...(session.kind === 'established' ? [{ version: versions.tls13, suites: [session.hello.suite], whole: false }] : []),
    ],
    open: [...openOn(wrong12, versions.tls12, isAlive), ...openOn(wrong13, versions.tls13, isAlive)],
    flights: best === undefined ? [] : [best],
    sessions: session.kind === 'established' ? [session] : [],
  }
}

function either(version: number, outcomes: readonly (Answered | Session13)[], isAlive: boolean): VersionFact {
  const states = outcomes.map((outcome) => stateOf(version, outcome, isAlive))
  return states.find(({ state }) => state === 'accepted') ?? states[0]!
}

function inWords({ kind }: Answered, version: number, suites: readonly number[]): readonly (readonly [number, readonly number[]])[] {
  return kind === 'alert' ? [[version, suites]] : []
}

function taken(outcome: Answered): readonly SuiteFact[] {
  if (outcome.kind !== 'accepted') return []
  const { version, suite } = outcome.flight.hello
  return [{ version, suites: [suite], whole: false }]
}

/** What nobody knows of the suites that should be refused. */
function openOn(outcome: Answered, version: number, isAlive: boolean): readonly string[] {
  const { state, why } = stateOf(version, outcome, isAlive)
  return state === 'unknown' ? [`whether other suites of ${versionName(version)} are refused is not known: ${why ?? ''}`] : []
}

/** A server that knows nothing better still shows its certificate. */
async function olderFlight(asker: Asker, found: readonly VersionFact[], options: HandshakeOptions): Promise<Flight | undefined> {
  const [best] = found
    .filter(({ version, state }) => state === 'accepted' && version >= versions.ssl3 && version < versions.tls12)
    .toSorted((a, b) => b.version - a.version)
  if (best === undefined) return undefined
  const again = await asker.hello({ version: best.version, suites: everySuite, ...options }, 'flight')
  return again.kind === 'accepted' ? again.flight : undefined
}

/** One clause on an outcome, for what stays open. */
export function openClause(outcome: Answered): string {
  return outcome.kind === 'not-asked' ? outcome.fault.detail : `it ${said(outcome)}`
}
