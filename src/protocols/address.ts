/** Tests on host texts as configuration files write them: with or without brackets, zone index and port's absence. */

/** The numbers of an IPv4 address, or of an IPv6 address (8 groups of 16 bits); absent for names. */
function parseAddress(text: string): { readonly family: 4 | 6; readonly parts: readonly number[] } | undefined {
  const bare = unbracket(text)
  if (bare.includes(':')) {
    const groups = ipv6(bare.split('%')[0] ?? '')
    if (groups === undefined) return undefined
    // ::ffff:a.b.c.d is the IPv4 address
    if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
      const [high = 0, low = 0] = groups.slice(6)
      return { family: 4, parts: [high >> 8, high & 255, low >> 8, low & 255] }
    }
    return { family: 6, parts: groups }
  }
  const parts = ipv4(bare)
  return parts === undefined ? undefined : { family: 4, parts }
}

export function isAddress(host: string): boolean {
  return parseAddress(host) !== undefined
}

/** `localhost` and its subdomains, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  const name = plainName(host)
  if (name === 'localhost' || name.endsWith('.localhost') || name === 'localhost.localdomain' || name === 'ip6-localhost') return true
  const address = parseAddress(host)
  if (address === undefined) return false
  return address.family === 4 ? address.parts[0] === 127 : address.parts.every((group, index) => group === (index === 7 ? 1 : 0))
}

/** A listening address that means every interface: `0.0.0.0`, `::`, `*`, and the empty text. */
export function isAnyAddress(host: string): boolean {
  const bare = unbracket(host)
  if (bare === '' || bare === '*' || bare === '0') return true
  const address = parseAddress(host)
  return address !== undefined && address.parts.every((part) => part === 0)
}

/** RFC 1918, RFC 6598 (100.64.0.0/10) and RFC 4193 (fc00::/7). */
export function isPrivateAddress(host: string): boolean {
  const address = parseAddress(host)
  if (address === undefined) return false
  const [a = 0, b = 0] = address.parts
  if (address.family === 6) return (a & 0xfe00) === 0xfc00
  return a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b <= 127)
}

/** 169.254.0.0/16 and fe80::/10. */
export function isLinkLocal(host: string): boolean {
  const address = parseAddress(host)
  if (address === undefined) return false
  const [a = 0, b = 0] = address.parts
  return address.family === 6 ? (a & 0xffc0) === 0xfe80 : a === 169 && b === 254
}

/** True when the address lies in a network such as `192.0.2.0/24`; undefined when one of them is none, or the mask does not fit. */
export function inNetwork(address: string, network: string): boolean | undefined {
  const [base = '', mask = '', more] = network.split('/')
  const one = parseAddress(address)
  const other = parseAddress(base)
  if (one === undefined || other === undefined || more !== undefined || !/^\d{1,3}$/.test(mask)) return undefined
  const width = other.family === 4 ? 8 : 16
  if (Number(mask) > other.parts.length * width) return undefined
  if (one.family !== other.family) return false
  return other.parts.every((part, index) => {
    const free = Math.min(width, Math.max(0, (index + 1) * width - Number(mask)))
    return part >> free === (one.parts[index] ?? 0) >> free
  })
}

/** A network with the bits behind its mask cleared, in its shortest form: `10.0.0.0/8` for `10.1.2.3/8`; undefined when it is none. */
export function networkOf(text: string): string | undefined {
  const [base = '', mask = '', more] = text.split('/')
  const address = parseAddress(base)
  if (address === undefined || inNetwork(base, text) !== true || more !== undefined || /[[\]%]/.test(base)) return undefined
  const width = address.family === 4 ? 8 : 16
  const parts = address.parts.map((part, index) => {
    const free = Math.min(width, Math.max(0, (index + 1) * width - Number(mask)))
    return (part >> free) << free
  })
  if (address.family === 4) return `${parts.join('.')}/${Number(mask)}`
  return `${new URL(`http://[${parts.map((part) => part.toString(16)).join(':')}]/`).hostname.slice(1, -1)}/${Number(mask)}`
}

/** A host and its port: `db:5432`, `[::1]:6379`, `::1`, `db`. A port that is no number from 1 to 65535 is left out. */
export function splitHostPort(text: string): { readonly host: string; readonly port?: number } {
  const trimmed = text.trim()
  if (trimmed.startsWith('[')) {
    const end = trimmed.indexOf(']')
    if (end === -1) return { host: trimmed }
    return withPort(trimmed.slice(1, end), trimmed.slice(end + 1).replace(/^:/, ''))
  }
  const colon = trimmed.lastIndexOf(':')
  if (colon === -1) return { host: trimmed }
  if (trimmed.indexOf(':') !== colon && ipv6(trimmed.split('%')[0] ?? '') !== undefined) return { host: trimmed }
  return withPort(trimmed.slice(0, colon), trimmed.slice(colon + 1))
}

/** A port number written in decimal, 1 to 65535. */
export function parsePort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port >= 1 && port <= 65535 ? port : undefined
}

/** RFC 9525: a wildcard is the whole leftmost label, stands for exactly one label, and never for an address. */
export function hostMatchesName(host: string, certificateName: string): boolean {
  const name = plainName(host)
  const pattern = plainName(certificateName)
  if (name === '' || pattern === '') return false
  const address = parseAddress(name)
  if (address !== undefined) {
    const other = parseAddress(pattern)
    return other !== undefined && other.family === address.family && other.parts.every((part, index) => part === address.parts[index])
  }
  if (!pattern.includes('*')) return name === pattern
  const [first, ...others] = pattern.split('.')
  if (first !== '*' || others.length < 2 || others.some((label) => label === '' || label.includes('*'))) return false
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(dot + 1) === others.join('.')
}

function withPort(host: string, text: string): { host: string; port?: number } {
  const port = parsePort(text)
  return port === undefined ? { host } : { host, port }
}

function plainName(host: string): string {
  return unbracket(host).toLowerCase().replace(/\.$/, '')
}

function unbracket(host: string): string {
  const trimmed = host.trim()
  return trimmed.startsWith('[') && trimmed.endsWith(']') ? trimmed.slice(1, -1) : trimmed
}

function ipv4(text: string): number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined
  const parts = text.split('.').map(Number)
  return parts.every((part) => part <= 255) ? parts : undefined
}

function ipv6(text: string): number[] | undefined {
  if (text.length > 45 || !/^[0-9a-f:.]+$/i.test(text)) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

function groups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return []
  const result: number[] = []
  const texts = text.split(':')
  for (const [index, group] of texts.entries()) {
    if (mayEndInIpv4 && index === texts.length - 1 && group.includes('.')) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4(group) ?? [-1]
      if (a === -1) return undefined
      result.push(a * 256 + b, c * 256 + d)
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      result.push(Number.parseInt(group, 16))
    } else {
      return undefined
    }
  }
  return result
}

/** `10.0.0.5:6379`, `[::1]:6379`. */
export function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** A name without a dot, a private address or a private suffix is inside somebody's own network. */
export function isPrivateName(host: string): boolean {
  if (isAddress(host)) return isLoopback(host) || isPrivateAddress(host) || isLinkLocal(host)
  return !host.includes('.') || /\.(?:local|internal|lan|home|corp|intranet|test|localhost)$/i.test(host)
}
