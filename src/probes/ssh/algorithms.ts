import type { Observation } from '../../model/technology.ts'
import type { Offer } from '../../wire/ssh/hello.ts'

interface Rule {
  readonly key: string
  readonly of: (offer: Offer) => readonly string[]
  readonly weak: RegExp
  readonly message: string
  readonly expected: string
}

/** As the rules for sshd_config have it: the dev-sec baseline and CIS Debian 12. */
const rules: readonly Rule[] = [
  {
    key: 'Ciphers',
    of: ({ ciphers }) => ciphers,
    weak: /cbc|arcfour|blowfish|cast128|3des|none/i,
    message: 'sessions may be encrypted with ciphers that are broken',
    expected: 'Ciphers without CBC, 3DES and arcfour',
  },
  {
    key: 'MACs',
    of: ({ macs }) => macs,
    weak: /md5|sha1(?:-|$|@)|-96|ripemd|umac-64|none/i,
    message: 'what protects sessions against changes can be forged',
    expected: 'MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com',
  },
  {
    key: 'KexAlgorithms',
    of: ({ kex }) => kex,
    weak: /sha1(?:-|$|@)|group1-|nistp192/i,
    message: 'keys of sessions are agreed on in ways that are broken',
    expected: 'KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256',
  },
  {
    key: 'HostKeyAlgorithms',
    of: ({ hostKeys }) => hostKeys,
    weak: /^ssh-(?:rsa|dss)(?:-cert|$)/i,
    message: 'signatures with SHA-1 are accepted, which can be forged',
    expected: 'HostKeyAlgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256',
  },
]

/** What the server offers before any log-in, held against what is broken. */
export function algorithmObservations(offer: Offer): readonly Observation[] {
  const judged = rules.map(({ key, of, weak, message, expected }): Observation => {
    const found = of(offer).filter((name) => weak.test(name) && name.length < 64)
    return {
      concern: 'tls-policy',
      key,
      verdict: found.length > 0 ? 'unsafe' : 'safe',
      basis: 'observed',
      trail: [],
      message,
      actual: found.length > 0 ? `offered: ${found.slice(0, 6).join(', ')}` : 'none of the weak ones is offered',
      expected,
      fix: `write ${expected} into sshd_config`,
      stake: 'traffic',
    }
  })
  return [...judged, terrapin(offer)]
}

/** CVE-2023-48795: without strict key exchange (OpenSSH 9.6, and what distributions took back) messages at the start can be cut off. */
function terrapin({ kex, ciphers, macs }: Offer): Observation {
  const isStrict = kex.includes('kex-strict-s-v00@openssh.com')
  const chacha = ciphers.includes('chacha20-poly1305@openssh.com')
  const cbc = ciphers.some((name) => name.includes('-cbc')) && macs.some((name) => name.includes('-etm@'))
  const isOpen = !isStrict && (chacha || cbc)
  return {
    concern: 'tls-policy',
    key: 'strict key exchange',
    verdict: isOpen ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'who stands in between can cut off messages at the start of a session (Terrapin, CVE-2023-48795)',
    actual: isStrict
      ? 'kex-strict-s-v00@openssh.com is offered'
      : isOpen
        ? 'it is not offered, and ciphers that need it are'
        : 'no cipher that needs it is offered',
    expected: 'kex-strict-s-v00@openssh.com',
    fix: 'update the server; until then leave out chacha20-poly1305@openssh.com and CBC with -etm MACs',
    stake: 'traffic',
  }
}
