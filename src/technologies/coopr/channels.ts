import { byDefault, configured } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { parseEndpointList } from '../../protocols/endpoints.ts'
import { asSwitch } from '../../settings/environment.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import type { Lookup } from '../../settings/rules.ts'
import type { Part } from './part.ts'
import type { Site } from './site.ts'

export function connections(variables: Lookup, parts: readonly Part[], site: Site): readonly ConnectionReading[] {
  const pages = variables('COOPR_SERVER_URI')
  return [
    ...(parts.includes('server') ? [...database(site), ...coordination(variables, site), ...directory(site), ...credentials(site)] : []),
    ...(parts.includes('provisioner') ? tasks(variables, site) : []),
    ...(parts.includes('ui') && isGiven(pages) ? connectionsTo(pages, { key: 'COOPR_SERVER_URI' }) : []),
  ]
}

/** Without an address the server keeps its data in Derby, inside its own process. */
export function isEmbedded(site: Site): boolean {
  const address = site.get('server.jdbc.connection.string')
  return !isGiven(address) || /^jdbc:derby:(?!\/\/)/i.test(address.value)
}

function database(site: Site): readonly ConnectionReading[] {
  const address = site.get('server.jdbc.connection.string')
  if (!isGiven(address)) return []
  const password = site.get('server.db.password')
  return connectionsTo(address, {
    key: 'server.jdbc.connection.string',
    user: site.get('server.db.user'),
    ...(password === undefined ? {} : { password, passwordKey: 'server.db.password' }),
  })
}

/** The client logs in only where the JVM has a JAAS file with a section `Client`: Coopr's own settings have no key for it. */
function coordination(variables: Lookup, site: Site): readonly ConnectionReading[] {
  const quorum = site.get('server.zookeeper.quorum')
  const list = isGiven(quorum) ? parseEndpointList(quorum.value) : undefined
  if (quorum === undefined || list === undefined) return []
  const login = ['COOPR_JAVA_OPTS', 'COOPR_JMX_OPTS']
    .map(variables)
    .find((options) => options?.value.includes('java.security.auth.login.config=') === true)
  const cannot = 'the server opens ZooKeeper without SASL and TLS, and has no key for them'
  return list.endpoints.flatMap(({ host, port }) =>
    connectionsTo(withText(quorum, `zookeeper://${host}:${port ?? 2181}`), { key: 'server.zookeeper.quorum', cannot }).map((connection) =>
      login === undefined ? connection : { ...connection, authentication: configured('kerberos', login.trail) },
    ),
  )
}

/** Options of Jetty's LdapLoginModule (javadoc of 9 to 11): useLdaps is false unless set. */
function directory(site: Site): readonly ConnectionReading[] {
  const option = (name: string): Setting | undefined => site.get(`security.authentication.handler.${name}`)
  const host = option('hostname')
  if (!isGiven(host)) return []
  const secure = option('useLdaps')
  const isTls = asSwitch(secure?.value) === true
  const port = Number(option('port')?.value ?? '') || (isTls ? 636 : 389)
  const unchecked = option('ldapsVerifyCertificate')
  return connectionsTo(withText(host, `${isTls ? 'ldaps' : 'ldap'}://${host.value.trim()}:${port}`), {
    key: 'security.authentication.handler.hostname',
    encryption:
      secure === undefined
        ? byDefault('none', 'the login module speaks plain LDAP unless useLdaps is true', host.trail)
        : configured(isTls ? 'required' : 'none', secure.trail),
    verification: isTls
      ? asSwitch(unchecked?.value) === false
        ? configured('none', unchecked?.trail ?? [])
        : byDefault('name', 'Java checks chain and name of a directory (8u181 and later)', host.trail)
      : byDefault('none', 'nothing is checked without TLS', host.trail),
    user: option('bindDn'),
    password: option('bindPassword'),
    passwordKey: 'security.authentication.handler.bindPassword',
  }).map((connection) =>
    option('bindPassword') === undefined
      ? { ...connection, authentication: byDefault('delegated', 'it binds as the user who logs in', host.trail) }
      : connection,
  )
}

/** MemcachedCredentialStore: the client has neither TLS nor a login. */
function credentials(site: Site): readonly ConnectionReading[] {
  const key = 'server.credential.store.memcached.addresses'
  const addresses = site.get(key)
  const list = isGiven(addresses) ? parseEndpointList(addresses.value.trim().replace(/\s+/g, ',')) : undefined
  if (addresses === undefined || list === undefined) return []
  const cannot = 'the credential store speaks to memcached without TLS and login'
  return list.endpoints.flatMap(({ host, port }) =>
    connectionsTo(withText(addresses, `${host}:${port ?? 11_211}`), { key, protocol: 'memcached', cannot }),
  )
}

/** A provisioner asks the server for tasks; its certificate comes from settings or environment (provisioner-config, 0.9.9). */
function tasks(variables: Lookup, site: Site): readonly ConnectionReading[] {
  const address = site.get('provisioner.server.uri')
  if (!isGiven(address)) return []
  const certificate = site.get('provisioner.trust.cert.path') ?? variables('TRUST_CERT_PATH')
  return connectionsTo(address, { key: 'provisioner.server.uri' }).map((connection) =>
    isGiven(certificate) && address.value.startsWith('https:')
      ? { ...connection, authentication: configured('certificate', certificate.trail) }
      : connection,
  )
}
