import { isOff, isOn } from '../../settings/rules.ts'
import type { SettingRule } from '../../settings/rules.ts'

const logs = {
  concern: 'data-in-logs',
  stake: 'defence',
  unsafe: (value: string) => value === '-1' || /\b(?:any|packets|ber)\b/i.test(value) || (/^\d+$/.test(value) && (Number(value) & 18) !== 0),
  message: 'packets are logged, the passwords of simple binds among them',
  expected: '256 (stats)',
  show: true,
} as const

const ciphers = {
  concern: 'tls-policy',
  stake: 'traffic',
  unsafe: (value: string) =>
    /\+VERS-(?:SSL3\.0|TLS1\.0|TLS1\.1|TLS-ALL|ALL)\b|^(?:NORMAL|LEGACY)$/i.test(value) || /(?:^|:)\+?(?:ARCFOUR|NULL|3DES)/i.test(value),
  message: 'the TLS priorities let old versions or weak ciphers in',
  expected: 'TLS 1.2 and later with forward secrecy',
  fix: 'leave it out: the image offers strong suites alone',
  show: true,
} as const

/** osixia/openldap 1.5.0. */
export const osixiaRules: readonly SettingRule[] = [
  {
    key: 'LDAP_REMOVE_CONFIG_AFTER_SETUP',
    concern: 'secret-left-behind',
    stake: 'defence',
    safe: (value) => value.toLowerCase() === 'true',
    absent: { verdict: 'safe', why: 'osixia/openldap removes it by default' },
    message: 'after the first start the bootstrap configuration with the administrator password stays in the container',
    expected: 'true',
    fix: 'remove LDAP_REMOVE_CONFIG_AFTER_SETUP, or set it to true',
    want: 'true',
    show: true,
  },
  {
    key: 'LDAP_TLS_VERIFY_CLIENT',
    concern: 'tls-verification',
    stake: 'hygiene',
    safe: (value) => /^(?:demand|hard)$/i.test(value),
    absent: { verdict: 'safe', why: 'osixia/openldap demands a client certificate by default' },
    message: 'TLS clients need no certificate of their own: a password alone opens the directory',
    expected: 'demand',
    fix: 'give the clients certificates and remove LDAP_TLS_VERIFY_CLIENT',
    show: true,
  },
  { key: 'LDAP_LOG_LEVEL', ...logs, fix: 'set LDAP_LOG_LEVEL=256' },
  { key: 'LDAP_TLS_CIPHER_SUITE', ...ciphers },
]

/** bitnami/openldap 2.6. */
export const bitnamiRules: readonly SettingRule[] = [
  {
    key: 'LDAP_ALLOW_ANON_BINDING',
    concern: 'anonymous-access',
    stake: 'data',
    unsafe: (value) => !isOff(value),
    absent: { verdict: 'unsafe', why: 'bitnami/openldap allows it by default' },
    message: 'everybody may bind without a name and read the directory',
    expected: 'no',
    fix: 'set LDAP_ALLOW_ANON_BINDING=no',
    want: 'no',
    show: true,
  },
  {
    key: 'LDAP_CONFIG_ADMIN_ENABLED',
    concern: 'remote-management',
    stake: 'defence',
    unsafe: isOn,
    message: 'the configuration of the server can be changed over the network',
    expected: 'no',
    fix: 'remove LDAP_CONFIG_ADMIN_ENABLED when the set-up is done',
    want: null,
    show: true,
  },
  { key: 'LDAP_LOGLEVEL', ...logs, fix: 'set LDAP_LOGLEVEL=256' },
]

/** README of tiredofit/openldap 7. */
export const tiredofitRules: readonly SettingRule[] = [{ key: 'LOG_LEVEL', ...logs, fix: 'set LOG_LEVEL=256' }]

/** slapd.conf(5) and slapd-config(5), 2.5. */
export const serverRules: readonly SettingRule[] = [
  {
    key: 'TLSProtocolMin',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => Number(value) < 3.3,
    message: 'TLS versions that are broken are accepted',
    expected: '3.3 (TLS 1.2)',
    fix: 'set TLSProtocolMin 3.3',
    want: '3.3',
    show: true,
  },
  { key: 'TLSCipherSuite', ...ciphers, fix: 'set TLSCipherSuite SECURE256:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3' },
  {
    key: 'allows',
    concern: 'anonymous-access',
    stake: 'defence',
    unsafe: (value) => /\b(?:bind_anon_cred|bind_anon_dn|update_anon)\b/i.test(value),
    message: 'who logs in with a name and an empty password, or the other way round, is taken for anonymous and told that it went well',
    expected: 'none of bind_anon_cred, bind_anon_dn and update_anon',
    fix: 'remove the words from allow',
    show: true,
  },
  {
    key: 'password-hash',
    concern: 'password-policy',
    stake: 'defence',
    unsafe: (value) => /\{(?:CLEARTEXT|MD5|SMD5|SHA)\}/i.test(value),
    absent: { verdict: 'safe', why: 'slapd takes {SSHA} (2.5)' },
    message: 'new passwords are stored readable, or in a form that is guessed at once',
    expected: '{ARGON2} or {SSHA}',
    fix: 'load argon2 and set password-hash {ARGON2}',
    show: true,
  },
  { key: 'loglevel', ...logs, fix: 'set loglevel stats' },
]
