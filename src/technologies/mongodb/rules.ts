import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn } from '../../settings/rules.ts'

/** Settings of mongod.conf that matter beside log-in and TLS mode (MongoDB 7.0 manual, "Configuration File Options"; not run). */
export const rules: readonly SettingRule[] = [
  ...(['net.tls.allowConnectionsWithoutCertificates', 'net.tls.allowInvalidCertificates', 'net.tls.allowInvalidHostnames'] as const).map(
    (key): SettingRule => ({
      key,
      concern: key === 'net.tls.allowConnectionsWithoutCertificates' ? 'client-certificate' : 'tls-verification',
      stake: key === 'net.tls.allowConnectionsWithoutCertificates' ? 'hygiene' : 'traffic',
      unsafe: isOn,
      message:
        key === 'net.tls.allowConnectionsWithoutCertificates'
          ? 'clients need no certificate although an authority for them is named'
          : 'certificates of others are taken without a check',
      expected: 'false',
      fix: `set ${key}: false`,
      show: true,
    }),
  ),
  {
    key: 'net.tls.disabledProtocols',
    concern: 'tls-policy',
    stake: 'traffic',
    safe: (value) => /TLS1_0/.test(value) && /TLS1_1/.test(value),
    message: 'MongoDB accepts TLS versions that are broken',
    expected: 'TLS1_0,TLS1_1',
    fix: 'set net.tls.disabledProtocols: TLS1_0,TLS1_1',
    want: 'TLS1_0,TLS1_1',
    show: true,
  },
  {
    key: 'security.javascriptEnabled',
    concern: 'over-privileged-default',
    stake: 'hygiene',
    unsafe: isOn,
    message: 'queries may run JavaScript in the server',
    expected: 'false, unless $where or mapReduce is used',
    fix: 'set security.javascriptEnabled: false',
    show: true,
  },
  {
    key: 'setParameter.enableLocalhostAuthBypass',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: isOn,
    message: 'whoever comes from the machine itself may make the first administrator',
    expected: 'false',
    fix: 'set setParameter.enableLocalhostAuthBypass: false once there is one',
    show: true,
  },
  {
    key: 'security.enableEncryption',
    concern: 'encryption-at-rest',
    stake: 'data',
    unsafe: isOff,
    message: 'the encrypted storage engine is switched off',
    expected: 'true',
    fix: 'set security.enableEncryption: true, or encrypt the disk',
    show: true,
  },
  {
    key: 'systemLog.quiet',
    concern: 'audit-log',
    stake: 'hygiene',
    unsafe: isOn,
    message: 'connections are not recorded',
    expected: 'false',
    fix: 'remove systemLog.quiet',
    want: null,
    show: true,
  },
  {
    key: 'security.clusterAuthMode',
    concern: 'password-policy',
    stake: 'hygiene',
    unsafe: (value) => /^(?:sendKeyFile|keyFile)$/i.test(value),
    message: 'members of the cluster know each other by one shared file',
    expected: 'x509',
    fix: 'set security.clusterAuthMode: x509',
    show: true,
  },
]
