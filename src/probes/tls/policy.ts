import type { Learned, SentCertificate } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { timestampCount } from '../../protocols/certificates/extensions.ts'
import { mostSent } from '../../protocols/certificates/chain.ts'
import { readSent } from '../../protocols/certificates/sent.ts'
import { loadProfile } from '../../protocols/tls-guideline/profile.ts'
import { signatureNames } from '../../wire/tls/data/groups.ts'
import { extensionType, versionName } from '../../wire/tls/data/numbers.ts'
import { applicationOf } from '../../wire/tls/server-messages.ts'
import { suiteName } from '../../wire/tls/suites.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import type { TlsFacts } from './facts.ts'
import { chainsOf, groupName, judge } from './judge.ts'
import { meansFor } from './means.ts'
import { mostConnections, scan } from './scan.ts'

/** Whether a server's TLS is what Mozilla's guideline allows, and its certificate what clients need. */
export const policy: Probe = {
  id: 'tls/policy',
  asks: 'whether outdated versions and weak suites of TLS are refused, and whether the certificate fits',
  connections: 8,
  whole: mostConnections,
  async ask(target, asking) {
    const profile = await loadProfile(asking.guideline?.version, asking.guideline?.profile)
    const facts = await scan(target, meansFor(target, asking, asking.upgrade), profile, asking)
    note(asking, facts)
    const authorities = target.authorities === undefined ? asking.authorities : [...asking.authorities, ...target.authorities]
    return learn(facts, judge(facts, { profile, authorities, names: namesOf(target), now: asking.now() }))
  },
}

/** Names by which clients call it; the address that it is asked at is none where it is this machine's own. */
function namesOf({ names, host, serverName }: Target): readonly string[] {
  if (names.length > 0) return names
  if (serverName !== undefined) return [serverName]
  return /^(?:127\.|::1$)/.test(host) ? [] : [host]
}

function learn(facts: TlsFacts, observations: readonly Observation[]): Learned {
  const accepted = facts.versions.filter(({ state }) => state === 'accepted')
  if (accepted.length === 0) {
    const why = facts.versions.find((each) => each.why !== undefined)?.why ?? 'no answer'
    return { said: 'no version of TLS is accepted', unproven: [`no version of TLS is accepted: nothing is proven (${why})`] }
  }
  const open = observations.filter(({ verdict }) => verdict === 'unknown').map(({ message }) => message)
  const certificate = certificateOf(facts)
  return {
    said: `${accepted.map(({ version }) => versionName(version)).join(', ')}${bestOf(facts)}`,
    observations,
    ...(certificate === undefined ? {} : { certificate }),
    ...(open.length === 0 ? {} : { unproven: open }),
  }
}

function bestOf({ sessions, flights }: TlsFacts): string {
  const [session] = sessions
  if (session !== undefined) return `; ${suiteName(session.hello.suite)} over ${groupName(session.group)}`
  const suite = flights[0]?.hello.suite
  return suite === undefined ? '' : `; ${suiteName(suite)}`
}

/** Names that are told of a certificate at most. */
const mostNames = 100

function certificateOf(facts: TlsFacts): SentCertificate | undefined {
  const ders = chainsOf(facts)[0]?.ders ?? []
  const read = ders[0] === undefined ? undefined : readSent(ders[0])
  if (read === undefined) return undefined
  const { names, notBefore, notAfter, key, brokenDigest } = read
  return {
    names: names.slice(0, mostNames),
    notBefore,
    notAfter,
    key: { type: key.type, bits: key.bits },
    ...(brokenDigest === undefined ? {} : { brokenDigest }),
    chain: ders.slice(0, mostSent).filter((der) => readSent(der) !== undefined),
  }
}

/** What was found, in the transcript: suites in the server's order, groups, extensions. */
function note({ transcript }: Asking, facts: TlsFacts): void {
  const say = (text: string): void => {
    transcript.push({ direction: 'note', text, bytes: 0 })
  }
  for (const { version, suites, preference, whole, why } of facts.suites) {
    if (!whole && why === undefined) continue
    const who = preference === undefined ? '' : preference === 'server' ? ", in the server's order" : ', in the order of the client'
    say(`${versionName(version)} takes ${suites.map(suiteName).join(', ')}${who}${why === undefined ? '' : `, and maybe more: ${why}`}`)
  }
  if (facts.groups13 !== undefined) say(`groups of TLSv1.3: ${facts.groups13.map(groupName).join(', ')}`)
  if (facts.curves12 !== undefined && facts.curves12.length > 0) say(`curves before TLSv1.3: ${facts.curves12.map(groupName).join(', ')}`)
  if (facts.dh !== undefined) say(`Diffie-Hellman: ${facts.dh.bits} bits, ${facts.dh.modulus}`)
  const has = facts.flights[0]?.hello.extensions
  if (has !== undefined) {
    const spoken = [
      ...(has.has(extensionType.extendedMasterSecret) ? ['extended master secret'] : []),
      ...(has.has(extensionType.encryptThenMac) ? ['encrypt-then-MAC'] : []),
      ...(has.has(extensionType.sessionTicket) ? ['session tickets'] : []),
    ]
    if (spoken.length > 0) say(`before TLSv1.3: ${spoken.join(', ')}`)
  }
  const [session] = facts.sessions
  if (session !== undefined) {
    const application = applicationOf(session.extensions)
    const stamps = session.certificates[0]?.extensions.get(extensionType.certificateTimestamp)
    say(
      [
        `TLSv1.3: signed with ${signatureNames.get(session.signed?.scheme ?? 0) ?? 'an unknown scheme'}`,
        ...(application === undefined ? [] : [`application protocol ${/^[\w./-]{1,30}$/.test(application) ? application : 'of an odd name'}`]),
        ...(stamps === undefined ? [] : [`${timestampCount(stamps)} certificate timestamps`]),
        `${session.after.tickets.length} session tickets`,
      ].join(', '),
    )
  }
  for (const [version, resumption] of facts.resumption ?? []) say(`${versionName(version)}: ${resumptionWords[resumption]}`)
  if (facts.unnamed !== undefined) say(`a client that sends no name ${unnamedWords[facts.unnamed]}`)
  const early = facts.sessions[0]?.after.tickets.find(({ earlyData = 0 }) => earlyData > 0)
  if (early !== undefined) say(`takes up to ${early.earlyData ?? 0} bytes before the handshake (0-RTT)`)
}

const resumptionWords = {
  resumed: 'a session is taken up again',
  refused: 'a session is not taken up again, although there was something to come back with',
  none: 'nothing is given to take a session up again with',
} as const

const unnamedWords = { same: 'sees the same certificate', other: 'sees another certificate', refused: 'is turned away' } as const
