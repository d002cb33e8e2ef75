import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'
import { isOff } from '../../settings/rules.ts'

function isTrue(value: string): boolean {
  return value.toLowerCase() === 'true'
}

function isFalse(value: string): boolean {
  return !isTrue(value)
}

const oldTls = /SSLv|TLSv1(?:\.1)?(?:\s|,|$)/

/** zoo.cfg, ZooKeeper 3.5 to 3.9 (administrator's guide). */
export const rules: readonly SettingRule[] = [
  {
    key: '4lw.commands.whitelist',
    concern: 'remote-management',
    stake: 'hygiene',
    unsafe: (value) => value.split(',').some((word) => /^\s*(?:\*|conf|cons|dump|envi|wchc|wchp|wchs|crst|srst)\s*$/.test(word)),
    message: 'the four-letter commands tell settings, environment and clients to everybody, and some slow the server down',
    expected: 'srvr, ruok',
    fix: 'allow srvr and ruok alone',
    want: 'srvr,ruok',
    show: true,
  },
  {
    key: 'skipACL',
    concern: 'over-privileged-default',
    stake: 'data',
    unsafe: (value) => value === 'yes',
    message: 'access lists are not looked at: every client may change every node',
    expected: 'no',
    fix: 'remove skipACL',
    want: null,
    show: true,
  },
  {
    key: 'allowSaslFailedClients',
    concern: 'anonymous-access',
    stake: 'data',
    unsafe: isTrue,
    message: 'a client whose login fails is let in all the same',
    expected: 'false',
    fix: 'remove allowSaslFailedClients',
    want: null,
    show: true,
  },
  {
    key: 'ssl.hostnameVerification',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: isFalse,
    message: 'the name in certificates is not compared',
    expected: 'true',
    fix: 'remove ssl.hostnameVerification',
    show: true,
  },
  {
    key: 'ssl.quorum.hostnameVerification',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: isFalse,
    message: 'servers of the ensemble do not compare the name in the certificates of the others',
    expected: 'true',
    fix: 'remove ssl.quorum.hostnameVerification',
    show: true,
  },
  {
    key: 'ssl.clientAuth',
    concern: 'client-certificate',
    stake: 'defence',
    unsafe: (value) => !/^need$/i.test(value),
    message: 'clients of the TLS port are not asked for a certificate',
    expected: 'need',
    fix: 'remove ssl.clientAuth',
    show: true,
  },
  ...['ssl.enabledProtocols', 'ssl.protocol', 'ssl.quorum.enabledProtocols', 'ssl.quorum.protocol'].map((key): SettingRule => ({
    key,
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => oldTls.test(value),
    message: 'old versions of TLS are offered',
    expected: 'TLSv1.2,TLSv1.3',
    fix: `remove ${key}`,
    want: null,
    show: true,
  })),
  {
    key: 'portUnification',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: isTrue,
    message: 'servers of the ensemble still talk in clear text with those who ask for it',
    expected: 'false, once all servers have certificates',
    fix: 'remove portUnification',
    show: true,
  },
  {
    key: 'DigestAuthenticationProvider.superDigest',
    concern: 'secret-left-behind',
    stake: 'defence',
    safe: (value) => value === '',
    message: 'a superuser who passes over all access lists is left switched on, with a digest that can be guessed at leisure',
    expected: 'not set, once the repair is done',
    fix: 'remove DigestAuthenticationProvider.superDigest',
    want: null,
    show: false,
  },
  {
    key: 'DigestAuthenticationProvider.digestAlg',
    concern: 'password-policy',
    stake: 'hygiene',
    unsafe: (value) => /^(?:MD5|SHA-?1)$/i.test(value),
    versions: { from: '3.7' },
    message: 'passwords in access lists are kept by an old hash',
    expected: 'SHA-256, or DigestAuthenticationProvider.enabled=false',
    fix: 'set DigestAuthenticationProvider.digestAlg to SHA-256',
    show: true,
  },
  {
    key: 'IPAuthenticationProvider.usexforwardedfor',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: isTrue,
    message: 'a caller of the AdminServer says with a header which address it has',
    expected: 'false',
    fix: 'remove IPAuthenticationProvider.usexforwardedfor',
    want: null,
    show: true,
  },
  {
    key: 'quorum.auth.serverRequireSasl',
    concern: 'anonymous-access',
    stake: 'defence',
    unsafe: isFalse,
    message: 'servers that do not log in are let into the ensemble',
    expected: 'true',
    fix: 'set quorum.auth.serverRequireSasl and quorum.auth.learnerRequireSasl to true',
    show: true,
  },
  {
    key: 'reconfigEnabled',
    concern: 'remote-management',
    stake: 'hygiene',
    unsafe: isTrue,
    message: 'members of the ensemble can be changed by a client',
    expected: 'false',
    fix: 'remove reconfigEnabled, unless the ensemble is changed while it runs',
    want: null,
    show: true,
  },
  {
    key: 'maxClientCnxns',
    concern: 'resource-limit',
    stake: 'availability',
    unsafe: (value) => value === '0',
    message: 'one address may take all connections',
    expected: '60 or fewer',
    fix: 'remove maxClientCnxns',
    want: null,
    show: true,
  },
  {
    key: 'snapshot.trust.empty',
    concern: 'production-topology',
    stake: 'hygiene',
    unsafe: isTrue,
    message: 'a server that lost its snapshots joins with nothing in them, and data can be lost',
    expected: 'false, once the upgrade is done',
    fix: 'remove snapshot.trust.empty',
    want: null,
    show: true,
  },
  {
    key: 'dataDir',
    concern: 'production-topology',
    stake: 'hygiene',
    unsafe: (value) => /^\/(?:var\/)?tmp(?:\/|$)/.test(value),
    message: 'the data lie in a folder that every user of the machine may write, and that is emptied at its start',
    expected: 'a folder of its own, such as /var/lib/zookeeper',
    fix: 'set dataDir to a folder that only ZooKeeper may read',
    show: true,
  },
]

/** What only a zoo.cfg leaves open; in a container the log is the image's matter. */
export const auditRule: SettingRule = {
  key: 'audit.enable',
  concern: 'audit-log',
  stake: 'hygiene',
  unsafe: isFalse,
  absent: { verdict: 'unsafe', why: 'it is false by default, 3.6 and later' },
  versions: { from: '3.6' },
  message: 'who changed what in the tree is not logged',
  expected: 'true',
  fix: 'set audit.enable to true',
  want: 'true',
  show: true,
}

/** For an AdminServer that everybody reaches; health checks inside go on reaching it on loopback. */
export const adminRule: SettingRule = {
  key: 'admin.serverAddress',
  concern: 'remote-management',
  stake: 'hygiene',
  unsafe: () => true,
  absent: { verdict: 'unsafe', why: 'the AdminServer listens on all addresses by default, 3.5 and later' },
  message: 'the AdminServer tells settings, environment and clients to everybody who reaches its port',
  expected: '127.0.0.1, or admin.enableServer=false',
  fix: 'set admin.serverAddress to 127.0.0.1',
  want: '127.0.0.1',
  show: true,
}

/** bitnami/zookeeper refuses to start without a login unless it is told that this is meant. */
export const anonymous: readonly SettingRule[] = [
  {
    key: 'ALLOW_ANONYMOUS_LOGIN',
    concern: 'anonymous-access',
    stake: 'data',
    unsafe: (value) => !isOff(value),
    message: 'everybody who reaches the port may read and change all nodes',
    expected: 'no, with ZOO_ENABLE_AUTH=yes',
    fix: 'set ZOO_ENABLE_AUTH=yes with users, and remove ALLOW_ANONYMOUS_LOGIN',
    show: true,
  },
]

/** A name that stands in old guides: no version of the server reads it. */
export const dead: readonly DeadKeyRule[] = [
  {
    key: 'requireClientAuthScheme',
    why: 'no version reads it: sessions without a login are accepted',
    fix: 'set sessionRequireClientSASLAuth to true (3.6 and later), or enforce.auth.enabled with enforce.auth.schemes=sasl (3.7 and later)',
    stake: 'data',
  },
]

/** Variables of Bitnami's image: the official one (3.8, 3.9) writes ZOO_CFG_EXTRA and a few limits into zoo.cfg, and no login. */
export const ignoredByImage: readonly DeadKeyRule[] = ['ZOO_ENABLE_AUTH', 'ZOO_SERVER_USERS', 'ZOO_SERVER_PASSWORDS', 'ZOO_CLIENT_PASSWORD'].map(
  (key) => ({
    key,
    why: 'only the Bitnami image reads it: ZooKeeper still asks nobody for a login',
    fix: 'name a JAAS file in SERVER_JVMFLAGS, and put enforce.auth.enabled and enforce.auth.schemes into ZOO_CFG_EXTRA',
    stake: 'data',
  }),
)
