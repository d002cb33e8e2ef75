import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'
import { isOff, isOn } from '../../settings/rules.ts'

const hour = 3_600_000

function livesTooLong(value: string): boolean {
  return !(Number(value) > 0 && Number(value) <= 12 * hour)
}

/** Keys and defaults: coopr-default.xml, Constants.java and AbstractAuthHandler.java of Coopr 0.9.9. */
export const serverRules: readonly SettingRule[] = [
  {
    key: 'server.credential.store.encrypt.enabled',
    concern: 'encryption-at-rest',
    stake: 'data',
    unsafe: isOff,
    absent: { verdict: 'unsafe', why: 'the default is false' },
    message: 'credentials of cloud providers are stored in clear text in the database',
    expected: 'server.credential.store.encrypt.enabled=true',
    fix: 'set server.credential.store.encrypt.enabled to true, with a key store of your own',
    wantStores: 'secret',
    show: true,
  },
  {
    key: 'server.credential.store.encrypt.transformation',
    concern: 'encryption-at-rest',
    stake: 'defence',
    // Java takes a bare name of a cipher as ECB
    safe: (value) => /^AES[^/]*\/(?:GCM|CTR|CBC)\//i.test(value),
    message: 'credentials of providers are encrypted in a way that shows equal values, or with an old cipher',
    expected: 'AES/GCM/NoPadding',
    fix: 'set server.credential.store.encrypt.transformation to AES/GCM/NoPadding',
    want: 'AES/GCM/NoPadding',
    show: true,
  },
  {
    key: 'security.enabled',
    concern: 'anonymous-access',
    stake: 'takeover',
    unsafe: isOff,
    absent: { verdict: 'unsafe', why: 'the default is false' },
    message:
      'whoever reaches the server is whoever the headers Coopr-UserID and Coopr-TenantID say, administrators too; the API key is never compared',
    expected: 'security.enabled=true, or a gateway that sets these headers itself',
    fix: 'set security.enabled to true with LDAP, and strip the headers at a gateway',
    show: true,
  },
  {
    key: 'security.authentication.handlerClassName',
    concern: 'anonymous-access',
    stake: 'hygiene',
    safe: (value) => /\.(?:LDAP|JASPI)AuthenticationHandler$/.test(value) || (value !== '' && !value.endsWith('.BasicAuthenticationHandler')),
    message: 'users do not come from a directory: no handler for their logins is named, or it is the one that reads a file of passwords',
    expected: 'co.cask.cdap.security.server.LDAPAuthenticationHandler',
    fix: 'set security.authentication.handlerClassName to the handler for LDAP, with its options',
    show: true,
  },
  {
    key: 'security.server.token.expiration.ms',
    concern: 'token-lifetime',
    stake: 'hygiene',
    unsafe: livesTooLong,
    message: 'a token that is stolen opens the server for a day or longer',
    expected: 'at most 12 hours (43200000)',
    fix: 'set security.server.token.expiration.ms to 43200000 or less',
    want: '43200000',
    show: true,
  },
  {
    key: 'security.authentication.handler.debug',
    concern: 'data-in-logs',
    stake: 'hygiene',
    unsafe: isOn,
    message: 'the login module writes what it compares into the log',
    expected: 'false',
    fix: 'remove security.authentication.handler.debug',
    want: 'false',
    show: true,
  },
]

export const uiRules: readonly SettingRule[] = [
  {
    key: 'COOPR_REJECT_UNAUTH',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: isOff,
    message: 'the user interface does not check the certificate of the server',
    expected: 'COOPR_REJECT_UNAUTH=true',
    fix: 'remove COOPR_REJECT_UNAUTH and trust the certificate authority of the server',
    show: true,
  },
]

export const dead: readonly DeadKeyRule[] = [
  {
    key: 'COOPR_UI_SSL',
    why: 'server.js reads COOPR_SSL: the user interface stays on plain HTTP',
    fix: 'set COOPR_SSL to true, with COOPR_UI_KEY_FILE and COOPR_UI_CERT_FILE',
    stake: 'traffic',
  },
]
