import type { SettingRule } from '../../settings/rules.ts'

function rule(
  key: string,
  stake: SettingRule['stake'],
  unsafe: (value: string) => boolean,
  message: string,
  wanted: string,
  more: Partial<SettingRule> = { want: wanted },
): SettingRule {
  return {
    key,
    concern: 'remote-login',
    stake,
    unsafe,
    message,
    expected: `${key} ${wanted}`,
    fix: `write ${key} ${wanted} into sshd_config`,
    ...more,
  }
}

function is(...words: readonly string[]): (value: string) => boolean {
  return (value) => words.includes(value.toLowerCase())
}

function above(limit: number): (value: string) => boolean {
  return (value) => /^\d{1,9}$/.test(value) && Number(value) > limit
}

/** Seconds of `2m`, `1h30m`, `90`; undefined for what is no time (convtime of OpenSSH). */
export function seconds(text: string): number | undefined {
  if (!/^(?:\d{1,9}[smhdw]?)+$/i.test(text)) return undefined
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
  let total = 0
  for (const [, digits = '0', unit = 's'] of text.matchAll(/(\d{1,9})([smhdw])?/gi)) total += Number(digits) * (units[unit.toLowerCase()] ?? 1)
  return total
}

/** Words of a list of algorithms that add to it: `-name` takes away. */
function adds(pattern: RegExp): (value: string) => boolean {
  return (value) =>
    !value.startsWith('-') &&
    value
      .replace(/^[+^]/, '')
      .split(',')
      .some((name) => pattern.test(name.trim()))
}

/** What somebody switched on by hand and may use: only a person knows. */
const neededBySomebody: Partial<SettingRule> = {}

/** Who logs in as root with a key still does. */
const keysRemain: Partial<SettingRule> = { want: 'prohibit-password' }

/** The lists of OpenSSH itself are those of its version. */
const ownList: Partial<SettingRule> = { concern: 'tls-policy', want: null }

/** Keys of sshd_config(5), OpenSSH 9.2, with the values of the dev-sec baseline and CIS Debian 12. */
export const loginRules: readonly SettingRule[] = [
  rule('PermitEmptyPasswords', 'takeover', is('yes'), 'accounts without a password are open to everybody', 'no'),
  rule('PermitRootLogin', 'data', is('yes'), 'root may log in with a password: one guessed password is the whole machine', 'no', keysRemain),
  rule('PermitRootLogin', 'data', is('yes'), 'root may log in with a password: one guessed password is the whole machine', 'no', {
    ...keysRemain,
    versions: { before: '7.0' },
    absent: { verdict: 'unsafe', why: 'yes is the default before OpenSSH 7.0' },
  }),
  rule('PubkeyAuthentication', 'defence', is('no'), 'keys are refused, so that passwords remain', 'yes'),
  rule('HostbasedAuthentication', 'defence', is('yes'), 'a machine that is trusted logs in as any user', 'no'),
  rule('IgnoreRhosts', 'defence', is('no'), 'files of users decide from where they may come without a password', 'yes'),
  rule('PermitUserEnvironment', 'defence', (value) => !is('no')(value), 'users set variables that get around a forced command', 'no'),
  rule('StrictModes', 'defence', is('no'), 'keys in files that others may change are believed', 'yes'),
  rule('GatewayPorts', 'defence', is('yes', 'clientspecified'), 'a user opens doors of the machine to the network', 'no', neededBySomebody),
  rule(
    'PermitTunnel',
    'hygiene',
    (value) => !is('no')(value),
    'users make tunnels that lead whole networks past the firewall',
    'no',
    neededBySomebody,
  ),
  rule('X11Forwarding', 'hygiene', is('yes'), 'a machine that was taken over reaches the screens of those who log in', 'no'),
  rule('AllowTcpForwarding', 'hygiene', is('yes', 'all'), 'users reach every port that the machine reaches', 'no', neededBySomebody),
  rule('AllowAgentForwarding', 'hygiene', is('yes'), 'who takes the machine over uses the keys of those who log in', 'no', neededBySomebody),
  rule('MaxAuthTries', 'hygiene', above(4), 'many passwords can be tried on one connection', '4'),
  rule('LoginGraceTime', 'hygiene', (value) => seconds(value) === 0 || (seconds(value) ?? 0) > 60, 'connections that never log in stay open', '60'),
  rule('ClientAliveInterval', 'hygiene', (value) => seconds(value) === 0, 'sessions that nobody uses stay open', '300'),
  rule('UsePAM', 'hygiene', is('no'), 'the rules of the system on accounts do not hold', 'yes'),
  rule('LogLevel', 'defence', is('quiet', 'fatal', 'error'), 'nobody records who logs in', 'VERBOSE', { concern: 'audit-log', want: 'VERBOSE' }),
  rule(
    'Ciphers',
    'traffic',
    adds(/cbc|arcfour|blowfish|cast128|3des|none/i),
    'sessions may be encrypted with ciphers that are broken',
    'without CBC, 3DES and arcfour',
    ownList,
  ),
  rule(
    'MACs',
    'traffic',
    adds(/md5|sha1(?:-|$|@)|-96|ripemd|umac-64|none/i),
    'what protects sessions against changes can be forged',
    'hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com',
    ownList,
  ),
  rule(
    'KexAlgorithms',
    'traffic',
    adds(/sha1(?:-|$|@)|group1-|nistp192/i),
    'keys of sessions are agreed on in ways that are broken',
    'sntrup761x25519-sha512@openssh.com,curve25519-sha256',
    ownList,
  ),
  ...['HostKeyAlgorithms', 'PubkeyAcceptedAlgorithms', 'HostbasedAcceptedAlgorithms', 'CASignatureAlgorithms'].map((key) =>
    rule(
      key,
      'traffic',
      adds(/^ssh-(?:rsa|dss)(?:-cert|$)/i),
      'signatures with SHA-1 are accepted, which can be forged',
      'ssh-ed25519,rsa-sha2-512,rsa-sha2-256',
      ownList,
    ),
  ),
  rule('RequiredRSASize', 'traffic', (value) => /^\d{1,6}$/.test(value) && Number(value) < 2048, 'keys that are too short are accepted', '3072', {
    concern: 'tls-policy',
    want: '3072',
  }),
]

/** Keys of ssh_config(5). A weak one holds for all hosts of its block. */
export const clientRules: readonly SettingRule[] = [
  {
    key: 'StrictHostKeyChecking',
    concern: 'host-key',
    stake: 'data',
    unsafe: is('no', 'off'),
    message: 'the client takes whatever key a host shows: who stands in between gets its passwords and its commands',
    expected: 'StrictHostKeyChecking yes',
    fix: 'write StrictHostKeyChecking yes, and give the client the keys of its hosts in known_hosts',
    want: 'yes',
  },
  {
    key: 'StrictHostKeyChecking',
    concern: 'host-key',
    stake: 'hygiene',
    unsafe: is('accept-new'),
    message: 'the client believes a host the first time it sees it',
    expected: 'StrictHostKeyChecking yes',
    fix: 'write StrictHostKeyChecking yes, and give the client the keys of its hosts in known_hosts',
    want: 'yes',
  },
  {
    key: 'UserKnownHostsFile',
    concern: 'host-key',
    stake: 'data',
    unsafe: (value) => value.split(/\s+/).every((path) => path === '/dev/null' || path === 'none'),
    message: 'the client forgets the keys of hosts: every connection is a first one',
    expected: 'a file that keeps the keys of hosts',
    fix: 'remove UserKnownHostsFile /dev/null',
    want: null,
  },
  {
    key: 'ForwardAgent',
    concern: 'remote-login',
    stake: 'hygiene',
    unsafe: (value) => !is('no')(value),
    message: 'a host that was taken over uses the keys of those who log in to it',
    expected: 'ForwardAgent no',
    fix: 'use ProxyJump in place of ForwardAgent',
  },
  {
    key: 'Ciphers',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: adds(/cbc|arcfour|blowfish|3des/i),
    message: 'the client encrypts with ciphers that are broken',
    expected: 'the defaults of OpenSSH',
    fix: 'remove CBC, 3DES and arcfour from Ciphers',
    want: null,
  },
]
