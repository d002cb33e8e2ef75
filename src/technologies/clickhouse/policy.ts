import type { Observation } from '../../model/technology.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import type { Element } from './tree.ts'
import { textAt } from './tree.ts'

/** `openSSL.server` and what servers tell each other (ClickHouse 22 to 25). */
const rules: readonly SettingRule[] = [
  {
    key: 'openSSL.server.disableProtocols',
    concern: 'tls-policy',
    stake: 'traffic',
    safe: (value) =>
      ['sslv3', 'tlsv1', 'tlsv1_1'].every((name) =>
        value
          .toLowerCase()
          .split(/[\s,]+/)
          .includes(name),
      ),
    message: 'versions of TLS that are broken are offered as soon as the library has them',
    expected: 'sslv2,sslv3,tlsv1,tlsv1_1',
    fix: 'set disableProtocols to sslv2,sslv3,tlsv1,tlsv1_1',
    want: 'sslv2,sslv3,tlsv1,tlsv1_1',
  },
  {
    key: 'openSSL.server.verificationMode',
    concern: 'client-certificate',
    stake: 'hygiene',
    unsafe: (value) => value === 'relaxed' || value === 'once',
    message: 'a client without a certificate is let in as well',
    expected: 'strict, or none where passwords say who it is',
    fix: 'set verificationMode to strict',
  },
]

export function tlsObservations(root: Element | undefined): readonly Observation[] {
  const at = root?.value.trail[0]
  if (at === undefined) return []
  const found = observe(rules.slice(0, 1), (key) => textAt(root, ...key.split('.')), at)
  const asked =
    textAt(root, 'openSSL', 'server', 'caConfig') === undefined ? [] : observe(rules.slice(1), (key) => textAt(root, ...key.split('.')), at)
  return [...found, ...asked, ...openExchange(root)]
}

/** Servers of a cluster fetch parts from each other over their own port: without credentials anybody does. */
function openExchange(root: Element | undefined): readonly Observation[] {
  const port = textAt(root, 'interserver_http_port') ?? textAt(root, 'interserver_https_port')
  const clustered = textAt(root, 'remote_servers') !== undefined && textAt(root, 'zookeeper') !== undefined
  if (port === undefined || !clustered || textAt(root, 'interserver_http_credentials', 'password') !== undefined) return []
  return [
    {
      concern: 'anonymous-access',
      key: 'interserver_http_credentials',
      verdict: 'unsafe',
      basis: 'default',
      stake: 'data',
      trail: port.trail,
      message: 'whoever reaches the port for servers of the cluster fetches parts of replicated tables without a password',
      actual: 'interserver_http_credentials is not set',
      expected: 'user and password, the same on each server',
      fix: 'write interserver_http_credentials with a user and a password on each server',
      port: Number(port.value),
    },
  ]
}
