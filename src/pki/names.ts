import { isIP } from 'node:net'
import { RingwallError } from '../model/error.ts'
import { inNetwork, networkOf } from '../protocols/address.ts'
import type { Names, Permitted } from './types.ts'

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/** Names as they are written into certificates: lower case, addresses in their shortest form, each once. Throws on what is none. */
export function normalNames(names: Names): Required<Names> {
  return {
    dns: distinct((names.dns ?? []).map((name) => dnsName(name, true))),
    addresses: distinct((names.addresses ?? []).map(address)),
    uris: distinct((names.uris ?? []).map(uri)),
  }
}

/** The same for what is permitted. */
export function normalPermitted(permitted: Permitted): Required<Permitted> {
  return {
    dns: distinct((permitted.dns ?? []).map((name) => dnsName(name.replace(/^\./, ''), false))),
    networks: distinct((permitted.networks ?? []).map(network)),
    trustDomains: distinct((permitted.trustDomains ?? []).map((name) => dnsName(name, false))),
  }
}

/** What of these names the authority may not name, as the text of each. */
export function notPermitted(names: Names, permitted: Permitted): readonly string[] {
  const { dns, addresses, uris } = normalNames(names)
  const allowed = normalPermitted(permitted)
  return [
    ...dns.filter((name) => !allowed.dns.some((base) => isBelow(name.replace(/^\*\./, ''), base))),
    ...addresses.filter((each) => !allowed.networks.some((range) => inNetwork(each, range) === true)),
    ...uris.filter((each) => !allowed.trustDomains.includes(new URL(each).hostname)),
  ]
}

/** What of the one is not in the other: what an authority below it would have no use for. */
export function outside(inner: Permitted, outer: Permitted): readonly string[] {
  const [mine, theirs] = [normalPermitted(inner), normalPermitted(outer)]
  return [
    ...mine.dns.filter((name) => !theirs.dns.some((base) => isBelow(name, base))),
    ...mine.networks.filter((range) => !theirs.networks.some((base) => isPart(range, base))),
    ...mine.trustDomains.filter((name) => !theirs.trustDomains.includes(name)),
  ]
}

function isPart(range: string, base: string): boolean {
  const [address = '', mask] = range.split('/')
  return Number(mask) >= Number(base.split('/')[1]) && inNetwork(address, base) === true
}

function isBelow(name: string, base: string): boolean {
  return name === base || name.endsWith(`.${base}`)
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

/** Whether a certificate may hold it as the name of a host: in lower case, and no wildcard. */
export function isHostName(name: string): boolean {
  const labels = name.split('.')
  return name.length <= 253 && labels.every((each) => label.test(each)) && isIP(name) === 0 && !/^\d+$/.test(labels.at(-1) ?? '')
}

function dnsName(text: string, mayBeWild: boolean): string {
  const name = text.toLowerCase().replace(/\.$/, '')
  const host = mayBeWild && name.startsWith('*.') ? name.slice(2) : name
  const labels = host.split('.')
  if (name.length > 253 || !isHostName(host))
    throw new RingwallError('usage', `"${text}" is no DNS name`, { hint: 'letters, digits and "-"; "*." only in front; another script as xn--' })
  if (name.startsWith('*.') && labels.length < 2) throw new RingwallError('usage', `"${text}" stands for all names of a domain that is nobody's`)
  return name
}

function address(text: string): string {
  if (isIP(text) === 4) return text
  const shortest = isIP(text) === 6 && !text.includes('%') ? new URL(`http://[${text}]/`).hostname.slice(1, -1) : '::ffff:'
  if (shortest.startsWith('::ffff:')) throw new RingwallError('usage', `"${text}" is no IP address`, { hint: 'one of IPv4 as 10.0.0.5' })
  return shortest
}

function network(text: string): string {
  const found = networkOf(text)
  if (found === undefined || found.startsWith('::ffff:')) throw new RingwallError('usage', `"${text}" is no network such as 10.0.0.0/8 or fd00::/8`)
  return found
}

/** An absolute URI with a host that is a name (RFC 5280, 4.2.1.6); a SPIFFE ID has nothing but a trust domain and a path (SPIFFE-ID, 2). */
function uri(text: string): string {
  let parsed: URL
  try {
    parsed = new URL(text)
  } catch {
    throw new RingwallError('usage', `"${text}" is no URI`, { hint: 'such as spiffe://example.org/component/db' })
  }
  if (parsed.protocol === 'spiffe:') {
    if (!/^spiffe:\/\/[a-z0-9._-]{1,255}(?:\/[A-Za-z0-9._-]+)*$/.test(text) || /\/\.{1,2}(?:\/|$)/.test(text) || text.length > 2048)
      throw new RingwallError('usage', `"${text}" is no SPIFFE ID`, { hint: 'spiffe://trust-domain/path, of letters, digits, ".", "-" and "_"' })
    return text
  }
  // oxlint-disable-next-line no-control-regex
  if (parsed.hostname === '' || isIP(parsed.hostname.replace(/^\[|\]$/g, '')) !== 0 || /[^\x21-\x7e]/.test(text))
    throw new RingwallError('usage', `"${text}" is no URI with a host name`)
  return text
}
