import { byDefault, configured } from '../../model/fact.ts'
import type { Fact } from '../../model/fact.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Verification } from '../../model/vocabulary.ts'
import { parsePort } from '../../protocols/address.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Element } from './tree.ts'
import { elementsAt, textAt } from './tree.ts'

/** Other servers of the cluster, and the Keeper or ZooKeeper that they share ("remote_servers", "zookeeper" of the manual). */
export function connectionsOf(root: Element | undefined): readonly ConnectionReading[] {
  const clusters = elementsAt(root, 'remote_servers').flatMap(({ children }) => children)
  return [
    ...clusters
      .flatMap((cluster) => [...elementsAt(cluster, 'shard', 'replica'), ...elementsAt(cluster, 'node')])
      .flatMap((each) => peer(each, root)),
    ...elementsAt(root, 'zookeeper', 'node').flatMap((each) => keeper(each, root)),
  ]
}

function peer(replica: Element, root: Element | undefined): readonly ConnectionReading[] {
  const host = textAt(replica, 'host')
  if (host === undefined || host.value === '') return []
  const secure = isSecure(replica)
  const user = textAt(replica, 'user')
  const password = textAt(replica, 'password')
  const secret = password !== undefined && password.value !== ''
  return [
    {
      protocol: 'clickhouse',
      host: host.value,
      port: parsePort(textAt(replica, 'port')?.value ?? '') ?? (secure ? 9440 : 9000),
      ...tlsOf(replica, root, secure),
      authentication: secret ? configured('password', password.trail) : byDefault('none', 'no password is set for the other server', host.trail),
      ...(user === undefined ? {} : { user }),
      ...(secret ? { password, passwordKey: 'password' } : {}),
      key: 'remote_servers',
      trail: host.trail,
    },
  ]
}

function keeper(node: Element, root: Element | undefined): readonly ConnectionReading[] {
  const host = textAt(node, 'host')
  if (host === undefined || host.value === '') return []
  const identity = textAt(root, 'zookeeper', 'identity')
  return [
    {
      protocol: 'zookeeper',
      host: host.value,
      port: parsePort(textAt(node, 'port')?.value ?? '') ?? 2181,
      ...tlsOf(node, root, isSecure(node)),
      authentication: identity === undefined ? byDefault('none', 'no identity is set', host.trail) : configured('password', identity.trail),
      key: 'zookeeper',
      trail: host.trail,
    },
  ]
}

function isSecure(element: Element): boolean {
  return asSwitch(textAt(element, 'secure')?.value ?? '') === true
}

function tlsOf(element: Element, root: Element | undefined, secure: boolean): Pick<ConnectionReading, 'encryption' | 'verification' | 'authority'> {
  const trail = (textAt(element, 'secure') ?? textAt(element, 'host'))!.trail
  if (!secure) return { encryption: configured('none', trail), verification: byDefault('none', 'nothing is checked without TLS', trail) }
  const authority = textAt(root, 'openSSL', 'client', 'caConfig')
  return { encryption: configured('required', trail), verification: clientCheck(root, trail), ...(authority === undefined ? {} : { authority }) }
}

/** `openSSL.client` of Poco: none and a handler that accepts anything check nothing; without extendedVerification the name is not checked. */
function clientCheck(root: Element | undefined, trail: ConnectionReading['trail']): Fact<Verification> {
  const mode = textAt(root, 'openSSL', 'client', 'verificationMode')
  const handler = textAt(root, 'openSSL', 'client', 'invalidCertificateHandler', 'name')
  const extended = textAt(root, 'openSSL', 'client', 'extendedVerification')
  if (mode?.value === 'none') return configured('none', mode.trail)
  if (handler?.value === 'AcceptCertificateHandler') return configured('none', handler.trail, 'certificates that are not valid are accepted')
  if (extended !== undefined && asSwitch(extended.value) === true) return configured('name', extended.trail)
  return byDefault('chain', 'ClickHouse holds the certificate against the name only with extendedVerification', trail)
}
