import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Authentication, Encryption, Verification } from '../../model/vocabulary.ts'
import { parsePort } from '../../protocols/address.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { Node } from './node.ts'
import { below } from './options.ts'

/** Who is asked about users: LDAP, a web service, an OAuth 2 server. */
export function backendsOf(node: Node): readonly ConnectionReading[] {
  const { options } = node
  const names = new Set([...below(options, 'auth_backends'), ...below(options, 'auth_cache.cached_backend')].map(([, { value }]) => value))
  const cached = options.get('auth_cache.cached_backend')?.value.replace(/^rabbit_auth_backend_/, '')
  const asks = (name: string): boolean => names.has(name) || names.has(`rabbit_auth_backend_${name}`) || cached === name
  return [
    ...(asks('ldap') ? directories(node) : []),
    ...(asks('http') ? addresses(node, ['auth_http.user_path', 'auth_http.vhost_path', 'auth_http.resource_path', 'auth_http.topic_path']) : []),
    ...addresses(node, ['auth_oauth2.issuer', 'auth_oauth2.jwks_url']),
  ]
}

function addresses({ options }: Node, keys: readonly string[]): readonly ConnectionReading[] {
  const seen = new Set<string>()
  return keys.flatMap((key) => {
    const address = options.get(key)
    return address === undefined
      ? []
      : connectionsTo(address, { key }).filter(({ host, port }) => {
          const known = seen.has(`${host}:${port}`)
          seen.add(`${host}:${port}`)
          return !known
        })
  })
}

/** rabbitmq_auth_backend_ldap sends names and passwords of users to its servers (3.10: port 389, no TLS). */
function directories({ options }: Node): readonly ConnectionReading[] {
  const [tls, startTls] = [options.get('auth_ldap.use_ssl'), options.get('auth_ldap.use_starttls')]
  const on = [tls, startTls].find((value) => value?.value === 'true')
  const verify = options.get('auth_ldap.ssl_options.verify')
  const port = parsePort(options.get('auth_ldap.port')?.value ?? '389') ?? 389
  const authority = options.get('auth_ldap.ssl_options.cacertfile')
  const bind = ['auth_ldap.dn_lookup_bind', 'auth_ldap.other_bind'].find((key) => options.get(`${key}.password`) !== undefined)
  const [user, password] = bind === undefined ? [] : [options.get(`${bind}.user_dn`), options.get(`${bind}.password`)]
  return below(options, 'auth_ldap.servers').map(([, server]) => {
    const encryption: Fact<Encryption> =
      on === undefined
        ? byDefault('none', 'the LDAP backend speaks clear text unless auth_ldap.use_ssl or use_starttls is true', (tls ?? startTls ?? server).trail)
        : configured('required', on.trail)
    const verification: Fact<Verification> =
      verify === undefined
        ? byDefault('none', 'Erlang checks no certificate before OTP 26 unless ssl_options.verify is verify_peer', server.trail)
        : configured(verify.value === 'verify_peer' ? 'name' : 'none', verify.trail)
    const authentication: Fact<Authentication> = configured('password', (password ?? server).trail, 'it binds with the passwords of users')
    return {
      protocol: 'ldap',
      host: server.value,
      port,
      encryption,
      verification,
      authentication,
      key: 'auth_ldap.servers',
      trail: server.trail,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password, passwordKey: `${bind}.password` }),
      ...(authority === undefined ? {} : { authority }),
    }
  })
}
