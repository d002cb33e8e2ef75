import { attempt } from '../../wire/fault.ts'
import { renegotiate, resume } from '../../wire/tls/again.ts'
import { versions } from '../../wire/tls/data/numbers.ts'
import { everySuite } from './assert.ts'
import type { Asker, Counted, Limits } from './asker.ts'
import { askerFor } from './asker.ts'
import type { TlsFacts } from './facts.ts'

/** What a server shows to other clients, and to one that comes back. It takes up to six connections, each only where the version is taken. */
export async function askFaces(way: Counted, limits: Limits, facts: TlsFacts): Promise<TlsFacts> {
  const { means } = way
  const takes = (version: number): boolean => facts.versions.some((each) => each.version === version && each.state === 'accepted')
  const again = takes(versions.tls13) ? await attempt(() => resume(means, 'TLSv1.3')) : undefined
  const before = takes(versions.tls12) ? await attempt(() => resume(means, 'TLSv1.2')) : undefined
  const anew = takes(versions.tls12) ? await attempt(() => renegotiate(means)) : undefined
  const { serverName, ...nameless } = means
  const unnamed = serverName === undefined ? undefined : await withoutName(askerFor({ ...way, means: nameless }, limits), facts)
  return {
    ...facts,
    ...(unnamed === undefined ? {} : { unnamed }),
    resumption: new Map([
      ...(again?.ok === true ? [[versions.tls13, again.value] as const] : []),
      ...(before?.ok === true ? [[versions.tls12, before.value] as const] : []),
    ]),
    ...(anew?.ok === true ? { renegotiation: anew.value } : {}),
  }
}

/** The leaf of a client that names nobody, against the one that was shown by name. */
async function withoutName(asker: Asker, { sessions, flights }: TlsFacts): Promise<TlsFacts['unnamed']> {
  const named = sessions[0]?.certificates[0]?.der ?? flights[0]?.certificates?.[0]
  if (named === undefined) return undefined
  const answer =
    sessions.length > 0 ? await asker.handshake() : await asker.hello({ version: flights[0]!.hello.version, suites: everySuite }, 'flight')
  if (answer.kind === 'alert' || answer.kind === 'closed' || answer.kind === 'reset') return 'refused'
  const shown = answer.kind === 'established' ? answer.certificates[0]?.der : answer.kind === 'accepted' ? answer.flight.certificates?.[0] : undefined
  return shown === undefined ? undefined : shown.equals(named) ? 'same' : 'other'
}
