import type { Observation } from '../../model/technology.ts'
import type { Authorities } from '../../protocols/certificates/chain.ts'
import { authorities, mostSent, readChain } from '../../protocols/certificates/chain.ts'
import type { ReadCertificate } from '../../protocols/certificates/sent.ts'
import { readStaple } from '../../protocols/certificates/staple.ts'
import { judgeChain } from '../../protocols/tls-guideline/certificates.ts'
import { observation } from '../../protocols/tls-guideline/observe.ts'
import type { Profile } from '../../protocols/tls-guideline/profile.ts'
import { judgeDh, judgeGroups, judgeSuites } from '../../protocols/tls-guideline/suites.ts'
import { judgeVersions } from '../../protocols/tls-guideline/versions.ts'
import { groupNames, weakGroups } from '../../wire/tls/data/groups.ts'
import { extensionType, versionName, versions } from '../../wire/tls/data/numbers.ts'
import { systemRoots } from '../../wire/tls/roots.ts'
import { stapledStatus } from '../../wire/tls/server-messages.ts'
import { suiteName } from '../../wire/tls/suites.ts'
import type { TlsFacts } from './facts.ts'

/** One chain as it was sent, with the OCSP response beside it. */
export interface ShownChain {
  readonly ders: readonly Buffer[]
  readonly staple: Buffer | undefined
}

/** Chains with different leaves; that of TLS 1.3 first. */
export function chainsOf({ sessions, flights }: TlsFacts): readonly ShownChain[] {
  const all = [
    ...sessions.map(({ certificates }) => {
      const status = certificates[0]?.extensions.get(extensionType.statusRequest)
      return { ders: certificates.map(({ der }) => der), staple: status === undefined ? undefined : stapledStatus(status) }
    }),
    ...flights.map(({ certificates = [], staple }) => ({ ders: certificates, staple })),
  ].filter(({ ders }) => ders.length > 0)
  return all.filter(({ ders }, index) => all.findIndex((other) => other.ders[0]!.equals(ders[0]!)) === index)
}

export interface Judging {
  readonly profile: Profile
  /** PEM, of the call. */
  readonly authorities: readonly string[]
  readonly names: readonly string[]
  readonly now: number
}

let roots: Authorities | undefined

/** Read when the first chain needs them. */
function system(): Authorities {
  roots ??= authorities(systemRoots())
  return roots
}

const read = new WeakMap<readonly string[], Authorities>()

/** Those of the call, read once for all targets. */
function named(pems: readonly string[]): Authorities {
  const before = read.get(pems)
  if (before !== undefined) return before
  const own = authorities(pems.flatMap(opened))
  read.set(pems, own)
  return own
}

/** All verdicts on what was seen; one for each key, the worst of those that there are. */
export function judge(facts: TlsFacts, { profile, names, now, ...given }: Judging): readonly Observation[] {
  const accepted = facts.suites.flatMap(({ version, suites }) => suites.map((suite) => ({ suite: suiteName(suite), version: versionName(version) })))
  const own = named(given.authorities)
  const curves = [...new Set([...(facts.groups13 ?? []), ...(facts.curves12 ?? [])])]
  return worst([
    ...judgeVersions(
      profile,
      facts.versions.map(({ version, state, why }) => ({ name: versionName(version), state, ...(why === undefined ? {} : { why }) })),
    ),
    judgeSuites(profile, { accepted, open: facts.open }),
    ...(facts.dh === undefined ? [] : [judgeDh(profile, facts.dh)]),
    ...(curves.length === 0 ? [] : [judgeGroups(profile, curves.map(groupName), curves.filter((group) => weakGroups.has(group)).map(groupName))]),
    ...judgeHellos(facts),
    ...judgeClientCertificate(facts),
    ...chainsOf(facts).flatMap(({ ders, staple }) => {
      const chain = readChain(ders)
      const sent = chain.filter((each): each is ReadCertificate => each !== undefined)
      const response = staple === undefined ? undefined : readStaple(staple)
      const partly = sent.length < chain.length || ders.length > mostSent
      return judgeChain(profile, { sent, partly, staple: response, given: own, system, names, now })
    }),
  ])
}

export function groupName(group: number): string {
  return groupNames.get(group) ?? `group ${group}`
}

/** Certificates of a file in PEM, in DER. */
function opened(pem: string): readonly Buffer[] {
  const blocks = pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\w+/=\s]+?-----END/g) ?? []
  return blocks.map((block) => Buffer.from(block.replace(/-----[A-Z0-9 ]+(?:-----)?/g, ''), 'base64'))
}

function judgeHellos({ flights, versions: found, fallback, renegotiation }: TlsFacts): readonly Observation[] {
  const [flight] = flights
  const all: Observation[] = []
  if (flight !== undefined) {
    const secure = flight.hello.extensions.has(extensionType.renegotiationInfo)
    all.push(
      observation({
        key: 'secure-renegotiation',
        verdict: secure ? 'safe' : 'unsafe',
        message: secure ? 'renegotiation is bound to the session' : 'an attacker can put words of his own in front of a session (RFC 5746)',
        actual: secure ? 'RFC 5746' : 'missing',
        expected: 'RFC 5746',
        fix: 'update the TLS library of the server',
        stake: 'traffic',
      }),
      observation({
        key: 'compression',
        verdict: flight.hello.compression === 0 ? 'safe' : 'unsafe',
        message:
          flight.hello.compression === 0
            ? 'nothing is compressed'
            : 'what is compressed before it is encrypted gives secrets away by its length (CRIME)',
        actual: flight.hello.compression === 0 ? 'none' : 'DEFLATE',
        expected: 'none',
        fix: 'switch the compression of TLS off',
        stake: 'traffic',
      }),
    )
  }
  if (renegotiation !== undefined) {
    const isOpen = renegotiation === 'accepted'
    all.push(
      observation({
        key: 'client-renegotiation',
        verdict: isOpen ? 'unsafe' : 'safe',
        message: isOpen
          ? 'who connects can make the server begin the handshake again and again, which costs it more than him (CVE-2011-1473)'
          : `a client cannot begin the handshake anew${renegotiation === 'limited' ? ' more than a few times' : ''}`,
        actual: renegotiation,
        expected: 'refused, or a few times alone',
        fix: 'switch renegotiation by clients off, or allow TLS 1.3 alone',
        stake: 'availability',
      }),
    )
  }
  const old = found.some(({ version, state }) => state === 'accepted' && version < versions.tls12)
  if (fallback !== undefined && (old || fallback === 'noticed')) {
    all.push(
      observation({
        key: 'fallback',
        verdict: fallback === 'noticed' ? 'safe' : 'unsafe',
        message:
          fallback === 'noticed'
            ? 'a client that was pushed down to an older version is warned'
            : 'who stands on the path can push clients down to an older version (RFC 7507)',
        actual: fallback === 'noticed' ? 'TLS_FALLBACK_SCSV is understood' : 'TLS_FALLBACK_SCSV is ignored',
        expected: 'TLS_FALLBACK_SCSV, or current versions alone',
        fix: 'allow TLS 1.2 and 1.3 alone',
        stake: 'defence',
      }),
    )
  }
  return all
}

function judgeClientCertificate({ clientCertificate: fact }: TlsFacts): readonly Observation[] {
  if (fact === undefined || fact.state === 'not-asked') return []
  // some servers always ask, and look at what comes only where they know an authority: MariaDB, vsftpd
  if (fact.state !== 'required' && fact.issuers.length === 0) return []
  const common = { concern: 'client-certificate', key: 'client-certificate', actual: fact.state, expected: 'required', stake: 'hygiene' } as const
  const fix = 'require a certificate of every client, or do not ask for any'
  if (fact.state === 'required')
    return [observation({ ...common, verdict: 'safe', message: `a client certificate is required: ${fact.why ?? ''}`, fix })]
  if (fact.state === 'optional')
    return [observation({ ...common, verdict: 'unsafe', message: `a client certificate is asked for and not needed: ${fact.why ?? ''}`, fix })]
  return [
    observation({
      ...common,
      verdict: 'unknown',
      message: `a client certificate is asked for; whether it is needed is not known: ${fact.why ?? ''}`,
      fix,
    }),
  ]
}

const rank: Readonly<Record<Observation['verdict'], number>> = { unsafe: 0, unknown: 1, safe: 2 }

function worst(all: readonly Observation[]): readonly Observation[] {
  const found = new Map<string, Observation>()
  for (const each of all) {
    const before = found.get(each.key)
    if (before === undefined || rank[each.verdict] < rank[before.verdict]) found.set(each.key, each)
  }
  return [...found.values()]
}
