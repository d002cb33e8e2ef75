import type { SettingRule } from '../../settings/rules.ts'
import { booleanOf } from './servers.ts'

const isOn = (value: string): boolean => booleanOf(value.split(' ')[0] ?? '') === true
const isOff = (value: string): boolean => booleanOf(value.split(' ')[0] ?? '') === false

/** Masks are octal, with or without a 0 in front; the second one is for folders. */
const leavesOthers = (value: string): boolean =>
  value.split(' ').some((mask) => /^[0-7]{1,4}$/.test(mask) && (Number.parseInt(mask, 8) & 0o002) === 0)

const weakCipher = /RC4|DES|NULL|EXP|MD5|^\+?LOW|^(?:ALL|aNULL|eNULL|ADH)$|@SECLEVEL=0/i

/** Versions older than 1.2 are among those that are offered: `SSLv23` and `ALL` stand for all that OpenSSL has (mod_tls, 1.3.8; measured). */
function oldVersions(value: string): boolean {
  const on = new Set<string>()
  for (const word of value.toLowerCase().split(' ')) {
    if (word === 'all' || word === 'sslv23') for (const each of ['tlsv1', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3']) on.add(each)
    else if (word.startsWith('-')) on.delete(word.slice(1))
    else on.add(word.replace(/^\+/, ''))
  }
  return ['sslv2', 'sslv3', 'tlsv1', 'tlsv1.1'].some((version) => on.has(version))
}

/** Directives of proftpd.conf that hold for a whole server (1.3.8, its own documentation). */
export const rules: readonly SettingRule[] = [
  {
    key: 'DefaultRoot',
    concern: 'file-access',
    stake: 'defence',
    unsafe: (value) => /^\/(?: |$)/.test(value),
    absent: { verdict: 'unsafe', why: 'no root is the default' },
    message: 'users see every file of the machine that their account may read, not their own folder alone',
    expected: 'DefaultRoot ~',
    fix: 'write DefaultRoot ~',
    want: '~',
    show: true,
  },
  {
    key: 'RootLogin',
    concern: 'remote-login',
    stake: 'data',
    unsafe: isOn,
    message: 'root may log in over FTP',
    expected: 'off, the default',
    fix: 'remove RootLogin on',
    want: null,
    show: true,
  },
  {
    key: 'RequireValidShell',
    concern: 'remote-login',
    stake: 'hygiene',
    unsafe: isOff,
    message: 'accounts that may not log in to the machine may still log in over FTP',
    expected: 'on, the default, unless the users are those of AuthUserFile alone',
    fix: 'remove RequireValidShell off, or take AuthOrder mod_auth_file.c',
    show: true,
  },
  {
    key: 'User',
    concern: 'over-privileged-default',
    stake: 'takeover',
    unsafe: (value) => value === 'root',
    message: 'ProFTPD talks to strangers as root',
    expected: 'a user of its own',
    fix: 'write User proftpd',
    want: 'proftpd',
    show: true,
  },
  {
    key: 'MaxLoginAttempts',
    concern: 'rate-limit',
    stake: 'defence',
    unsafe: (value) => !/^(?:[1-9]|10)$/.test(value),
    absent: { verdict: 'safe', why: '3 is the default' },
    message: 'a connection may try many passwords',
    expected: '3, the default',
    fix: 'remove MaxLoginAttempts, or write 3',
    want: null,
    show: true,
  },
  {
    key: 'AllowForeignAddress',
    concern: 'allow-list',
    stake: 'defence',
    unsafe: isOn,
    message: 'the server connects to any address that a client names, which scans and attacks hosts behind it',
    expected: 'off, the default',
    fix: 'remove AllowForeignAddress on',
    want: null,
    show: true,
  },
  {
    key: 'Umask',
    concern: 'file-access',
    stake: 'defence',
    unsafe: leavesOthers,
    message: 'files that are sent can be changed by every user of the machine',
    expected: '027 or 077',
    fix: 'write Umask 027 027',
    want: '027 027',
    show: true,
  },
  {
    key: 'TransferLog',
    concern: 'audit-log',
    stake: 'defence',
    unsafe: (value) => /^none$/i.test(value),
    message: 'transfers are not recorded',
    expected: 'a file, /var/log/xferlog by default',
    fix: 'remove TransferLog NONE',
    want: null,
    show: true,
  },
  {
    key: 'SystemLog',
    concern: 'audit-log',
    stake: 'defence',
    unsafe: (value) => /^none$/i.test(value),
    message: 'who logs in and who is turned away is not recorded',
    expected: 'a file, or the system log by default',
    fix: 'remove SystemLog none',
    want: null,
    show: true,
  },
  {
    key: 'PassivePorts',
    concern: 'firewall',
    stake: 'hygiene',
    unsafe: (value) => value === '',
    absent: { verdict: 'unsafe', why: 'any port is the default' },
    message: 'data connections come to any high port, so that a firewall in front has to leave all of them open',
    expected: 'PassivePorts with a small range',
    fix: 'write PassivePorts 40000 40050, or what your firewall lets through',
    show: true,
  },
]

/** Those that matter where `TLSEngine` is on. */
export const tlsRules: readonly SettingRule[] = [
  {
    key: 'TLSProtocol',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: oldVersions,
    message: 'ProFTPD accepts versions of TLS that are broken',
    expected: 'TLSv1.2 TLSv1.3',
    fix: 'write TLSProtocol TLSv1.2 TLSv1.3',
    want: 'TLSv1.2 TLSv1.3',
    show: true,
  },
  {
    key: 'TLSCipherSuite',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => value.split(/[:, ]/).some((name) => !/^[!-]/.test(name) && weakCipher.test(name)),
    message: 'weak cipher suites are offered',
    expected: 'suites with forward secrecy, such as ECDHE+AESGCM:ECDHE+CHACHA20',
    fix: 'write TLSCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20',
    want: 'ECDHE+AESGCM:ECDHE+CHACHA20',
    show: true,
  },
  {
    key: 'TLSOptions',
    concern: 'tls-policy',
    stake: 'hygiene',
    unsafe: (value) => /\b(?:NoSessionReuseRequired|AllowClientRenegotiations?)\b/i.test(value),
    message: 'a data connection need not belong to the session that asked for it, or clients may renegotiate',
    expected: 'TLSOptions without NoSessionReuseRequired and AllowClientRenegotiations, where the clients can resume sessions',
    fix: 'remove NoSessionReuseRequired and AllowClientRenegotiations, or narrow who can reach the passive ports',
    show: true,
  },
]
