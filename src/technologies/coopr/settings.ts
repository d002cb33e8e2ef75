import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'
import { isOff } from '../../settings/rules.ts'

/** Keys and defaults: coopr-default.xml, AbstractAuthHandler.java and server.js of Coopr 0.9.9. */
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
    key: 'server.tasks.ssl.trust.keystore.path',
    concern: 'tls-policy',
    stake: 'takeover',
    safe: (value) => value !== '',
    absent: { verdict: 'unsafe', why: 'without a trust store no client certificate is asked for' },
    message: 'the server hands tasks, with the credentials in them, to any provisioner that asks',
    expected: 'a trust store with the certificates of the provisioners',
    fix: 'set server.tasks.ssl.enabled to true and server.tasks.ssl.trust.keystore.path',
    show: true,
    port: 55_055,
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
