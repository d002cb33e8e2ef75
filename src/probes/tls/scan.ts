import type { Profile } from '../../protocols/tls-guideline/profile.ts'
import { versionName } from '../../wire/tls/data/numbers.ts'
import type { TlsMeans } from '../../wire/tls/ask.ts'
import { suiteName } from '../../wire/tls/suites.ts'
import type { Asking, Target } from '../probe.ts'
import { askAssert } from './assert.ts'
import { askerFor, counted } from './asker.ts'
import { clientCertificateOf } from './client-certificate.ts'
import { askEverything, askSuites } from './enumerate.ts'
import { askFaces } from './faces.ts'
import type { TlsFacts } from './facts.ts'
import { examine } from './prime.ts'

/** Connections in the whole of one target at most. MySQL shuts a host out that leaves a hundred handshakes unfinished (max_connect_errors). */
export function mostConnections({ protocol }: Target): number {
  return protocol === 'mysql' ? 45 : 600
}

/** Timeouts after which no more is asked of who answers slowly: the engine gives one question ten of them. */
const longest = 6

/** Connections to one target at the same time. */
const width = 8

/** Asks one server: eight connections, and all that it takes where that was asked for or something forbidden was accepted. */
export async function scan(target: Target, means: TlsMeans, profile: Profile, { depth, now }: Pick<Asking, 'depth' | 'now'>): Promise<TlsFacts> {
  const end = now() + longest * means.timeout
  const way = counted(means, mostConnections(target))
  const applications = target.protocol === 'http' ? { applications: ['h2', 'http/1.1'] } : {}
  const request =
    target.protocol === 'http'
      ? { request: Buffer.from(`GET / HTTP/1.1\r\nHost: ${target.serverName ?? target.host}\r\nConnection: close\r\n\r\n`) }
      : {}
  const first = await askAssert(askerFor(way, { width }), profile, { ...applications, ...request })
  const clientCertificate = await clientCertificateOf(first, way.means, request.request)
  const isAlive = first.versions.some(({ state }) => state === 'accepted')
  const limits = { width, isOver: () => now() > end }
  // it is told as a whole: a transcript of hundreds of hellos tells nobody anything
  const quiet = { ...way, means: { ...way.means, transcript: [] } }
  const asksOn = depth === 'suites' ? askSuites : depth !== 'assert' || fails(first, profile) ? askEverything : undefined
  const taken = isAlive && asksOn !== undefined ? await asksOn(askerFor(quiet, limits), first) : first
  // who counts handshakes that are left unfinished is not asked on
  const isDeep = isAlive && depth === 'deep' && target.protocol !== 'mysql' && !limits.isOver()
  const facts = isDeep ? await askFaces(quiet, limits, taken) : taken
  const exchange = facts.flights.find((flight) => flight.exchange?.kind === 'dh')?.exchange
  const dh = facts.dh ?? (exchange?.kind === 'dh' ? await examine(exchange.prime) : undefined)
  return { ...facts, ...(clientCertificate === undefined ? {} : { clientCertificate }), ...(dh === undefined ? {} : { dh }) }
}

/** Something was taken that the profile does not name: then all that is taken is worth knowing. */
function fails({ versions, suites }: TlsFacts, profile: Profile): boolean {
  return (
    versions.some(({ version, state }) => state === 'accepted' && !profile.versions.includes(versionName(version))) ||
    suites.some((each) => each.suites.some((suite) => !profile.suites.includes(suiteName(suite))))
  )
}
