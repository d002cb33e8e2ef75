import { inNetwork, isAddress } from '../../protocols/address.ts'
import type { Maybe } from './request.ts'

/**
 * Says whether an address is one of a value of `src` or `dst`: `all`, an address, a network with bits or mask, a range. A name would have
 * to be looked up: undefined.
 */
export function fitsAddress(address: string, value: string): Maybe {
  if (value === 'all' || value === '0.0.0.0/0' || value === '::/0') return true
  if (value === 'ipv4') return !address.includes(':')
  if (value === 'ipv6') return address.includes(':')
  const [range = '', mask] = value.split('/')
  const [from = '', to] = range.split('-')
  if (!isAddress(from)) return undefined
  if (to !== undefined) return isAddress(to) && mask === undefined ? isBetween(address, from, to) : undefined
  const bits = bitsOf(mask, from.includes(':'))
  return bits === undefined ? undefined : inNetwork(address, `${from}/${bits}`)
}

/** Bits of `24` and of `255.255.255.0`. */
function bitsOf(mask: string | undefined, isLong: boolean): number | undefined {
  if (mask === undefined) return isLong ? 128 : 32
  if (/^\d{1,3}$/.test(mask)) return Number(mask)
  if (!isAddress(mask) || isLong) return undefined
  const bits = numberOf(mask)!.toString(2)
  return /^1*0*$/.test(bits) && bits.length === 32 ? (bits.indexOf('0') === -1 ? 32 : bits.indexOf('0')) : undefined
}

function isBetween(address: string, from: string, to: string): Maybe {
  const [one, low, high] = [numberOf(address), numberOf(from), numberOf(to)]
  return one === undefined || low === undefined || high === undefined ? undefined : one >= low && one <= high
}

/** Of an IPv4 address. */
function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  return parts.length === 4 ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined
}
