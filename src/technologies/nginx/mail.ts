import { byDefault, configured } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { inForce } from './scopes.ts'
import type { Servers } from './servers.ts'

/**
 * Whom the mail proxy asks about a login (ngx_mail_auth_http_module): name and password of every user go there in headers. Which mail
 * server comes next is in its answer.
 */
export function mailConnections({ listens }: Servers): readonly ConnectionReading[] {
  const rules = new Set(listens.flatMap(({ kind, server }) => (kind === 'mail' ? (inForce(server, 'auth_http') ?? []) : [])))
  const key = listens.flatMap(({ kind, server }) => (kind === 'mail' ? (inForce(server, 'auth_http_header') ?? []) : []))[0]
  return [...rules].flatMap((rule) => {
    const authority = (rule.args[0] ?? '').replace(/^http:\/\//, '').split('/')[0] ?? ''
    if (authority === '' || authority.startsWith('unix:')) return []
    const { host, port = 80 } = splitHostPort(authority)
    return [
      {
        protocol: 'http' as const,
        host,
        port,
        encryption: configured('none' as const, rule.trail),
        verification: byDefault('none' as const, 'nothing is checked without TLS', rule.trail),
        authentication:
          key?.args[1] === undefined
            ? byDefault('none' as const, 'nginx shows no key unless auth_http_header has one', rule.trail)
            : configured('token' as const, key.trail),
        ...(key?.args[1] === undefined ? {} : { password: setting(key.args[1], ...key.trail), passwordKey: 'auth_http_header' }),
        key: 'auth_http',
        trail: rule.trail,
        cannot: 'nginx asks its mail login service over plain HTTP only: keep it on this machine',
      },
    ]
  })
}
