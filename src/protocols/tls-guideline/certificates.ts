import type { Observation } from '../../model/technology.ts'
import type { Authorities, ChainVerdict } from '../certificates/chain.ts'
import { followChain, isGoodFor, isInOrder } from '../certificates/chain.ts'
import type { ReadCertificate } from '../certificates/sent.ts'
import type { Staple } from '../certificates/staple.ts'
import { observation } from './observe.ts'
import type { Profile } from './profile.ts'

/** A chain as it was sent, and what it is held against. */
export interface SentChain {
  /** The leaf first. */
  readonly sent: readonly ReadCertificate[]
  /** Something in it is no certificate that can be read, or there is more than is looked at. */
  readonly partly: boolean
  readonly staple: Staple | undefined
  /** Named in the call, or by clients in their files. */
  readonly given: Authorities
  readonly system: () => Authorities
  /** Names by which clients call the server; empty: nobody says. */
  readonly names: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

const day = 24 * 60 * 60 * 1000
const serverAuthentication = new Set(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'])

/** What the leaf's own control does not judge: the end, the key and the digest of the leaf are judged where files are, too. */
export function judgeChain(profile: Profile, chain: SentChain): readonly Observation[] {
  const [leaf] = chain.sent
  const verdict = followChain(chain.sent, chain.given, chain.system)
  if (leaf === undefined || verdict === undefined) return []
  return [trust(verdict, chain), name(leaf, chain.names), purpose(leaf), ...life(leaf, profile, verdict), ...staple(leaf, chain)]
}

function trust(verdict: ChainVerdict, { sent, now, partly, given }: SentChain): Observation {
  const common = { key: 'certificate-chain', expected: 'a whole chain in order, up to an authority that clients trust', stake: 'traffic' } as const
  if (verdict.kind === 'self-signed')
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'the certificate signed itself: clients must be told to trust it alone, or do not verify at all',
      actual: 'self-signed',
      fix: 'issue it from a CA that the clients trust, and name that CA with --ca',
    })
  if (verdict.kind === 'unknown-authority' || verdict.kind === 'incomplete') {
    const last = issuerName(verdict.path.at(-1)!)
    const own = given.size === 0 ? 'name your own CA with --ca' : 'the CAs that were named did not sign it'
    return observation({
      ...common,
      verdict: 'unsafe',
      message:
        verdict.kind === 'unknown-authority'
          ? `the chain ends at ${last}, which nobody was told to trust`
          : `the chain ends before an authority that is trusted: ${last} is neither sent nor known`,
      actual: verdict.kind === 'incomplete' ? 'incomplete, or of an unknown authority' : 'an unknown authority',
      fix: `send every certificate in between; ${own}`,
    })
  }
  const broken = verdict.path.slice(1).find((each) => !isInForce(each, now) || each.brokenDigest !== undefined)
  if (broken !== undefined)
    return observation({
      ...common,
      verdict: 'unsafe',
      message:
        broken.brokenDigest === undefined
          ? 'a certificate in the chain is not in force'
          : `a certificate in the chain is signed with ${broken.brokenDigest}`,
      actual: broken.brokenDigest ?? `until ${broken.notAfter.slice(0, 10)}`,
      fix: 'send the current certificate of the issuing CA',
    })
  if (!isInOrder(sent) || partly)
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'certificates are sent out of order, or some that do not belong to the chain: clients that only read on refuse it',
      actual: partly ? 'something that is no certificate' : 'out of order',
      fix: 'send the leaf first, and then each issuer in turn',
      stake: 'availability',
    })
  return observation({
    ...common,
    verdict: 'safe',
    message: `the chain leads to an authority that is trusted (${verdict.by === 'given' ? 'named in the call or by its clients' : "the system's list"})`,
    actual: verdict.by === 'given' ? 'trusted by a CA of the call or of its clients' : 'trusted by the system',
    fix: 'nothing',
    until: verdict.path.map(({ notAfter }) => notAfter).toSorted()[0]!,
  })
}

function isInForce({ notBefore, notAfter }: ReadCertificate, now: number): boolean {
  return Date.parse(notBefore) <= now && now <= Date.parse(notAfter)
}

/** The issuer's common name, as far as it is plain. */
function issuerName({ x509 }: ReadCertificate): string {
  const name = /^CN=(.*)$/m.exec(x509.issuer)?.[1] ?? /^O=(.*)$/m.exec(x509.issuer)?.[1] ?? 'its issuer'
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)
}

function name(leaf: ReadCertificate, names: readonly string[]): Observation {
  const common = { key: 'certificate-name', stake: 'traffic' } as const
  const wrong = names.filter((each) => !isGoodFor(leaf, each))
  if (leaf.names.length === 0)
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'the certificate has no alternative names: clients of today look nowhere else (RFC 9525)',
      actual: 'a common name alone',
      expected: names.length === 0 ? 'the names by which clients call it' : names.join(', '),
      fix: 'issue it with the names by which clients call the server',
    })
  if (wrong.length > 0)
    return observation({
      ...common,
      verdict: 'unsafe',
      message: `the certificate is not good for ${wrong.join(', ')}`,
      actual: shown(leaf.names),
      expected: names.join(', '),
      fix: `issue it for ${wrong.join(', ')} as well`,
    })
  if (names.length === 0)
    return observation({
      ...common,
      verdict: 'unknown',
      message: 'nobody says by which name clients call this server',
      actual: shown(leaf.names),
      expected: 'the names by which clients call it',
      fix: 'ask it by its name, or name its clients',
    })
  return observation({
    ...common,
    verdict: 'safe',
    message: 'the certificate is good for the names that clients use',
    actual: shown(leaf.names),
    expected: names.join(', '),
    fix: 'nothing',
  })
}

function shown(names: readonly string[]): string {
  const few = names.slice(0, 3).map((each) => each.replace(/[^\x20-\x7e]/g, '?').slice(0, 80))
  return names.length > few.length ? `${few.join(', ')} and ${names.length - few.length} more` : few.join(', ')
}

function purpose({ authority, purposes, usages }: ReadCertificate): Observation {
  const common = {
    key: 'certificate-purpose',
    expected: 'a certificate made for servers',
    fix: 'issue one for servers (extended key usage serverAuth), that is no CA',
    stake: 'hygiene',
  } as const
  if (purposes !== undefined && !purposes.some((each) => serverAuthentication.has(each)))
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'the certificate is not made for servers: clients that look refuse it',
      actual: 'other purposes',
      stake: 'availability',
    })
  if (usages !== undefined && !usages.some((each) => each === 'digitalSignature' || each === 'keyEncipherment' || each === 'keyAgreement'))
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'its key may neither sign nor encipher for a session',
      actual: usages.join(', '),
      stake: 'availability',
    })
  if (authority && purposes === undefined)
    return observation({
      ...common,
      verdict: 'unsafe',
      message: 'the certificate of the server may sign others: who takes its key can issue for every name',
      actual: 'a CA',
    })
  return observation({ ...common, verdict: 'safe', message: 'the certificate is made for servers', actual: 'serverAuth' })
}

/** What a public authority issues for longer than browsers take; an own CA may do as it likes. */
function life({ notBefore, notAfter }: ReadCertificate, { longestLife, name: of }: Profile, { kind, ...rest }: ChainVerdict): readonly Observation[] {
  const days = Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / day)
  if (kind !== 'trusted' || !('by' in rest) || rest.by !== 'system' || days <= longestLife) return []
  return [
    observation({
      key: 'certificate-life',
      verdict: 'unsafe',
      message: `the certificate is good for ${days} days, and ${of} wants ${longestLife} at most`,
      actual: `${days} days`,
      expected: `${longestLife} days`,
      fix: 'issue it for a shorter time and renew it automatically',
      stake: 'hygiene',
    }),
  ]
}

function staple({ mustStaple }: ReadCertificate, { staple: response, now }: SentChain): readonly Observation[] {
  const common = {
    key: 'certificate-status',
    expected: 'a current response that says good',
    fix: 'let the server fetch and send OCSP responses',
  } as const
  if (response?.status === 'revoked')
    return [
      observation({
        ...common,
        verdict: 'unsafe',
        message: 'the certificate was revoked: the server itself sends the proof',
        actual: 'revoked',
        fix: 'install a new certificate',
        stake: 'traffic',
      }),
    ]
  const isLate = response?.nextUpdate !== undefined && Date.parse(response.nextUpdate) < now
  if (mustStaple && (response === undefined || isLate))
    return [
      observation({
        ...common,
        verdict: 'unsafe',
        message: `the certificate demands an OCSP response beside it (RFC 7633), and ${isLate ? 'the one that is sent is out of date' : 'none is sent'}`,
        actual: isLate ? 'out of date' : 'none',
        stake: 'availability',
      }),
    ]
  if (response === undefined) return []
  return [
    observation({
      ...common,
      verdict: response.status === 'good' && !isLate ? 'safe' : 'unknown',
      message: `the OCSP response beside the certificate says ${response.status}${isLate ? ' and is out of date' : ''}`,
      actual: response.status,
      stake: 'hygiene',
    }),
  ]
}
