import { attempt } from '../../wire/fault.ts'
import type { TlsMeans } from '../../wire/tls/ask.ts'
import type { Renegotiation, Resumption } from '../../wire/tls/again.ts'
import { renegotiate, resume } from '../../wire/tls/again.ts'
import { usualSignatures } from '../../wire/tls/data/groups.ts'
import { versions } from '../../wire/tls/data/numbers.ts'
import type { Session13 } from '../../wire/tls/handshake13.ts'
import { everySuite } from './assert.ts'
import type { Asker } from './asker.ts'
import type { TlsFacts } from './facts.ts'

/** What a server shows to other clients, and to one that comes back. */
export interface Faces {
  /** With a certificate of the other kind of key. */
  readonly sessions: readonly Session13[]
  /** What a client sees that sends no name; absent: none was sent before either, or nobody answers. */
  readonly unnamed?: 'same' | 'other' | 'refused'
  readonly resumption: ReadonlyMap<number, Resumption>
  readonly renegotiation?: Renegotiation
}

/** Ways to sign with a key of RSA, and with all others (RFC 8446, section 4.2.3). */
const isRsa = (scheme: number): boolean => (scheme & 0xff) === 1 || (scheme >= 0x0804 && scheme <= 0x0806) || (scheme >= 0x0809 && scheme <= 0x080b)

/** All this takes up to eight connections, each of them asked only where the version is taken. */
export async function askFaces(asker: Asker, means: TlsMeans, unnamedAsker: Asker | undefined, facts: TlsFacts): Promise<Faces> {
  const takes = (version: number): boolean => facts.versions.some((each) => each.version === version && each.state === 'accepted')
  const again = takes(versions.tls13) ? await attempt(() => resume(means, 'TLSv1.3')) : undefined
  const before = takes(versions.tls12) ? await attempt(() => resume(means, 'TLSv1.2')) : undefined
  const anew = takes(versions.tls12) ? await attempt(() => renegotiate(means)) : undefined
  const unnamed = unnamedAsker === undefined ? undefined : await withoutName(unnamedAsker, facts)
  return {
    sessions: await secondCertificate(asker, facts),
    ...(unnamed === undefined ? {} : { unnamed }),
    resumption: new Map([
      ...(again?.ok === true ? [[versions.tls13, again.value] as const] : []),
      ...(before?.ok === true ? [[versions.tls12, before.value] as const] : []),
    ]),
    ...(anew?.ok === true ? { renegotiation: anew.value } : {}),
  }
}

/** Before TLS 1.3 the suites tell all keys that a server has; in it the ways to sign do. */
async function secondCertificate(asker: Asker, { sessions, flights }: TlsFacts): Promise<readonly Session13[]> {
  const [session] = sessions
  if (session?.signed === undefined || flights.length > 0) return []
  const wasRsa = isRsa(session.signed.scheme)
  const other = await asker.handshake({ signatures: usualSignatures.filter((scheme) => isRsa(scheme) !== wasRsa) })
  return other.kind === 'established' ? [other] : []
}

/** The leaf of a client that names nobody, against the one that was shown by name. */
async function withoutName(asker: Asker, { sessions, flights }: TlsFacts): Promise<Faces['unnamed']> {
  const named = sessions[0]?.certificates[0]?.der ?? flights[0]?.certificates?.[0]
  if (named === undefined) return undefined
  const answer =
    sessions.length > 0 ? await asker.handshake() : await asker.hello({ version: flights[0]!.hello.version, suites: everySuite }, 'flight')
  if (answer.kind === 'alert' || answer.kind === 'closed' || answer.kind === 'reset') return 'refused'
  const shown = answer.kind === 'established' ? answer.certificates[0]?.der : answer.kind === 'accepted' ? answer.flight.certificates?.[0] : undefined
  return shown === undefined ? undefined : shown.equals(named) ? 'same' : 'other'
}
