import { isOff, isOn } from '../../settings/rules.ts'
import type { DeadKeyRule, SettingRule } from '../../settings/rules.ts'

/** zoo.cfg, ZooKeeper 3.5 to 3.9. */
export const rules: readonly SettingRule[] = [
  {
    key: '4lw.commands.whitelist',
    concern: 'remote-management',
    stake: 'hygiene',
    unsafe: (value) => value.split(',').some((word) => /^\s*(?:\*|conf|cons|dump|envi|wchc|wchp|wchs|crst|srst)\s*$/.test(word)),
    message: 'the four-letter commands tell settings, environment and clients to everybody, and some slow the server down',
    expected: 'srvr, ruok',
    fix: 'allow srvr and ruok alone',
    show: true,
  },
  {
    key: 'skipACL',
    concern: 'over-privileged-default',
    stake: 'data',
    unsafe: isOn,
    message: 'access lists are not looked at: every client may change every node',
    expected: 'no',
    fix: 'remove skipACL',
    show: true,
  },
  {
    key: 'ssl.hostnameVerification',
    concern: 'tls-verification',
    stake: 'traffic',
    safe: isOn,
    message: 'the name in certificates is not compared',
    expected: 'true',
    fix: 'remove ssl.hostnameVerification',
    show: true,
  },
]

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

/** Variables of Bitnami's image: the official one (3.8, 3.9) writes ZOO_CFG_EXTRA and a few limits into zoo.cfg, and no login. */
export const ignoredByImage: readonly DeadKeyRule[] = ['ZOO_ENABLE_AUTH', 'ZOO_SERVER_USERS', 'ZOO_SERVER_PASSWORDS', 'ZOO_CLIENT_PASSWORD'].map(
  (key) => ({
    key,
    why: 'only the Bitnami image reads it: ZooKeeper still asks nobody for a login',
    fix: 'name a JAAS file in SERVER_JVMFLAGS, and put enforce.auth.enabled and enforce.auth.schemes into ZOO_CFG_EXTRA',
    stake: 'data',
  }),
)
