import { createHash, createHmac } from 'node:crypto'

/** A line of a known_hosts file (sshd(8) of OpenSSH 9.2, "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  readonly line: number
  readonly marker?: 'revoked' | 'cert-authority'
  /** Whether the line is about that host: by name or address, and by port where it is not 22. */
  readonly isAbout: (host: string, port: number) => boolean
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly type: string
  /** `SHA256:...`, as `ssh-keygen -l` writes it. */
  readonly fingerprint: string
}

export function knownHosts(text: string): readonly KnownHost[] {
  return text.split('\n').flatMap((raw, index): readonly KnownHost[] => {
    const words = raw.trim().split(/[ \t]+/)
    const marker = /^@(revoked|cert-authority)$/.exec(words[0] ?? '')?.[1] as KnownHost['marker']
    const [names = '', type = '', key = ''] = marker === undefined ? words : words.slice(1)
    if (names === '' || names.startsWith('#') || names.startsWith('@') || !/^[\w@.-]+$/.test(type) || !/^[A-Za-z\d+/]+={0,2}$/.test(key)) return []
    const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')
    const isAbout = (host: string, port: number): boolean => fits(names, port === 22 ? host : `[${host}]:${port}`)
    return [{ line: index + 1, ...(marker === undefined ? {} : { marker }), isAbout, type, fingerprint: `SHA256:${digest}` }]
  })
}

/** Patterns with commas between, `!` leaves out; or one hashed name: `|1|salt|hash` (HMAC-SHA1). */
function fits(names: string, host: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(names) ?? []
  if (salt !== undefined) return createHmac('sha1', Buffer.from(salt, 'base64')).update(host.toLowerCase()).digest('base64') === hash
  const patterns = names.toLowerCase().split(',')
  const named = (pattern: string): boolean => isLike(pattern, host.toLowerCase())
  return patterns.some((each) => !each.startsWith('!') && named(each)) && !patterns.some((each) => each.startsWith('!') && named(each.slice(1)))
}

/** `*` and `?` stand for any text and any one character; without going back more than once for each star. */
function isLike(pattern: string, text: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0]
  while (at < text.length) {
    const sign = pattern[from]
    if (sign === '*') [star, mark, from] = [from, at, from + 1]
    else if (sign === '?' || sign === text[at]) [at, from] = [at + 1, from + 1]
    else if (star === -1) return false
    else [from, mark, at] = [star + 1, mark + 1, mark + 1]
  }
  while (pattern[from] === '*') from++
  return from === pattern.length
}
