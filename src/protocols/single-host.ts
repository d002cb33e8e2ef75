import { inNetwork, isAddress, isAnyAddress } from './address.ts'

/** Why a text does not name exactly one host; undefined when it does. Only named hosts are asked: never a range, a pattern or everybody. */
export function notOneHost(text: string): string | undefined {
  const host = text.trim().replace(/^\[|\]$/g, '')
  if (host === '') return 'it is empty'
  if (/[*?{}]|\[|\]/.test(host)) return 'it is a pattern, not one host'
  if (host.includes('/')) return 'it is a range of addresses'
  // 10.0.0.1-20, 10.0.0-3.1, 10.0.0.1,2
  if (host.includes(',') || (/^[\d.-]+$/.test(host) && host.includes('-'))) return 'it is a range of addresses'
  if (isAnyAddress(host)) return 'it stands for every address'
  if (/^[\d.]+$/.test(host) && !isAddress(host)) return 'it is no whole address'
  if (host === '255.255.255.255' || inNetwork(host, '224.0.0.0/4') === true || inNetwork(host, 'ff00::/8') === true)
    return 'many hosts answer at that address'
  if (/[\s\p{Cc}]/u.test(host) || host.length > 253) return 'it is no name of a host'
  return undefined
}
