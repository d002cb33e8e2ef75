import type { X509Certificate } from 'node:crypto'
import { createPrivateKey } from 'node:crypto'
import type { Gap } from '../model/fact.ts'
import type { Channel, Listener, ServerCertificate, Trust } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { isResolved } from '../model/setting.ts'
import { hostMatchesName } from '../protocols/address.ts'
import type { Keystore } from '../protocols/certificates/keystore.ts'
import { brokenDigest, readBinary, readPem } from '../protocols/certificates/read.ts'

export interface Certificates {
  readonly certificates: readonly ServerCertificate[]
  readonly trusts: readonly Trust[]
  readonly gaps: readonly Gap[]
}

/** A chain that a server shows, the leaf first, and where it is from. */
interface Shown {
  readonly chain: readonly X509Certificate[]
  readonly places: readonly Place[]
}

interface Loaded extends Shown {
  readonly keystore?: Keystore
}

/**
 * Reads the certificates that listeners name, and holds them against the CAs that their clients name. Files that cannot be read are gaps.
 * @param now ISO 8601
 */
export function readCertificates(
  all: ReadonlyMap<string, ComponentInput>,
  listeners: readonly Listener[],
  channels: readonly Channel[],
  now: string,
): Certificates {
  const gaps: Gap[] = []
  const loaded = new Map<string, Loaded>()
  const certificates: ServerCertificate[] = []
  for (const listener of listeners) {
    const input = all.get(listener.component)
    if (listener.certificate === undefined || input === undefined) continue
    const file = load(input, listener.certificate, gaps, listener.certificatePassword)
    const leaf = file?.chain[0]
    if (file === undefined || leaf === undefined) continue
    loaded.set(listener.id, file)
    const keyMatches = listener.key === undefined ? undefined : ownKey(input, leaf, listener.key)
    certificates.push({ ...describe(listener.id, leaf, file), ...(keyMatches === undefined ? {} : { keyMatches }) })
  }
  const trusts = channels.flatMap((channel) => {
    const server = channel.to.kind === 'component' && channel.to.listener !== undefined ? loaded.get(channel.to.listener) : undefined
    const client = all.get(channel.from)
    return server === undefined || client === undefined ? [] : trustOf(channel, client, server, now, gaps)
  })
  return { certificates, trusts, gaps: gaps.filter((gap, index) => gaps.findIndex((other) => other.why === gap.why) === index) }
}

/** What a channel's client makes of a chain; nothing where it names no CA that can be read. */
export function trustOf(channel: Channel, client: ComponentInput, server: Shown, now: string, gaps: Gap[] = []): readonly Trust[] {
  const authority = channel.authority === undefined ? undefined : load(client, channel.authority, gaps)
  const leaf = server.chain[0]
  if (authority === undefined || leaf === undefined) return []
  const at = Date.parse(now)
  const path = pathTo(server.chain, authority.chain, (each) => isInForce(each, at)) ?? pathTo(server.chain, authority.chain, () => true)
  const outside = path?.find((each) => !isInForce(each, at))
  return [
    {
      channel: channel.id,
      signed: path !== undefined,
      ...(outside === undefined ? {} : { outOfForce: timeOf(outside) }),
      named: namesOf(leaf).some((name) => hostMatchesName(channel.host, name)),
      name: channel.host,
      places: [...authority.places, ...server.places],
    },
  ]
}

/** The CAs that a channel's client names in its files. */
export function authoritiesOf(channel: Channel, client: ComponentInput): readonly X509Certificate[] {
  return (channel.authority === undefined ? undefined : load(client, channel.authority, []))?.chain ?? []
}

/** The CAs from the leaf over the intermediates that the server sends to one that is trusted, all of which may be taken; none where the leaf itself is trusted. */
function pathTo(
  [leaf, ...intermediates]: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  isTaken: (authority: X509Certificate) => boolean,
): readonly X509Certificate[] | undefined {
  const path: X509Certificate[] = []
  for (let current = leaf; current !== undefined && path.length <= intermediates.length;) {
    const issued = current
    if (trusted.some((root) => root.fingerprint256 === issued.fingerprint256)) return path
    const root = trusted.find((candidate) => signs(candidate, issued) && isTaken(candidate))
    if (root !== undefined) return [...path, root]
    current = intermediates.find((candidate) => signs(candidate, issued) && isTaken(candidate))
    if (current !== undefined) path.push(current)
  }
  return undefined
}

function isInForce({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo)
}

function timeOf({ validFrom, validTo }: X509Certificate): { readonly notBefore: string; readonly notAfter: string } {
  return { notBefore: new Date(validFrom).toISOString(), notAfter: new Date(validTo).toISOString() }
}

/** Pairs that were looked at. */
const signed = new WeakMap<X509Certificate, WeakMap<X509Certificate, boolean>>()

function signs(issuer: X509Certificate, issued: X509Certificate): boolean {
  const by = signed.get(issued) ?? new WeakMap<X509Certificate, boolean>()
  signed.set(issued, by)
  const known = by.get(issuer) ?? isSignedBy(issuer, issued)
  by.set(issuer, known)
  return known
}

function isSignedBy(issuer: X509Certificate, issued: X509Certificate): boolean {
  try {
    return issued.checkIssued(issuer) && issued.verify(issuer.publicKey)
  } catch {
    return false
  }
}

function load(input: ComponentInput, path: Setting, gaps: Gap[], password?: Setting): Loaded | undefined {
  const opened = input.open(path.value)
  const place = path.trail[0]
  const at = place === undefined ? {} : { place }
  if (opened.state === 'absent') return undefined
  if (opened.state === 'unreadable' && (opened.bytes === undefined || opened.file === undefined)) {
    gaps.push({ why: `${input.id} names ${path.value}: ${opened.why}`, ...at })
    return undefined
  }
  const secret = password === undefined || !isResolved(password) ? undefined : password.value
  const read = opened.state === 'text' ? readPem(opened.text) : readBinary(opened.bytes ?? new Uint8Array(), secret)
  if (read.state === 'closed') {
    gaps.push({ why: `${input.id} names ${path.value}, which ${read.why}`, ...at })
    return undefined
  }
  return {
    chain: read.chain,
    places: [{ file: opened.file ?? path.value, line: 1 }, ...path.trail],
    ...(read.keystore === undefined ? {} : { keystore: read.keystore }),
  }
}

/** The key that a certificate was last held against. */
const held = new WeakMap<X509Certificate, { readonly key: string; readonly fits: boolean | undefined }>()

/** Undefined when the key cannot be read or is encrypted. */
function ownKey(input: ComponentInput, leaf: X509Certificate, path: Setting): boolean | undefined {
  const opened = input.open(path.value)
  if (opened.state !== 'text' || !opened.text.includes('PRIVATE KEY')) return undefined
  const before = held.get(leaf)
  const now = before?.key === opened.text ? before : { key: opened.text, fits: fits(leaf, opened.text) }
  held.set(leaf, now)
  return now.fits
}

function fits(leaf: X509Certificate, key: string): boolean | undefined {
  try {
    return leaf.checkPrivateKey(createPrivateKey(key))
  } catch {
    return undefined
  }
}

function describe(listener: string, leaf: X509Certificate, { places, keystore }: Loaded): ServerCertificate {
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey
  const bits = asymmetricKeyDetails?.modulusLength
  const digest = brokenDigest(leaf)
  return {
    listener,
    names: namesOf(leaf),
    ...timeOf(leaf),
    key: { type: asymmetricKeyType ?? 'unknown', bits },
    ...(digest === undefined ? {} : { brokenDigest: digest }),
    ...(keystore?.protection === 'weak' && keystore.kind === 'pkcs12' ? { weaklyKept: true } : {}),
    places,
  }
}

/** DNS names and addresses of the subject alternative name: a common name is not looked at any more (RFC 9525). */
function namesOf(certificate: X509Certificate): readonly string[] {
  const text = certificate.subjectAltName ?? ''
  return [...text.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].map((match) => match[1] ?? '')
}
