import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, holds } from '../../model/fact.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isLoopback, parsePort, splitHostPort } from '../../protocols/address.ts'
import { setting } from '../../model/setting.ts'
import type { Configuration, Directive } from './configuration.ts'

/** Ports of clients; `https_port` speaks TLS with them, `http_port` does not, even where it opens TLS up (`ssl-bump`). */
export function listenersOf(configuration: Configuration, authentication: Fact<Authentication>): readonly ListenerReading[] {
  return configuration.directives.flatMap((directive) => {
    const isSecure = directive.name === 'https_port'
    if (!isSecure && directive.name !== 'http_port') return []
    const address = directive.words[0] ?? ''
    const port = parsePort(address) ?? splitHostPort(address).port
    if (port === undefined) return []
    const { host } = parsePort(address) === undefined ? splitHostPort(address) : { host: '' }
    const [certificate, key] = [option(directive, 'tls-cert', 'cert'), option(directive, 'tls-key', 'key')]
    return [
      {
        port,
        // without a login nothing in it is worth reading: what matters goes through CONNECT
        protocol: isAccelerator(configuration) || !holds(authentication, 'none') ? 'http' : 'tcp',
        purpose: 'application',
        tls: isSecure
          ? configured('required', directive.trail)
          : byDefault('none', 'http_port takes requests in clear text; what CONNECT carries is encrypted by its ends', directive.trail),
        authentication,
        trail: directive.trail,
        ...(isLoopback(host) ? { bind: configured('loopback' as const, directive.trail) } : {}),
        ...(certificate === undefined ? {} : { certificate }),
        ...(key === undefined ? {} : { key }),
      },
    ]
  })
}

/** True where squid stands in front of servers of its own, and not between clients and the internet. */
export function isAccelerator({ directives }: Configuration): boolean {
  const ports = directives.filter(({ name }) => name === 'http_port' || name === 'https_port')
  return ports.length > 0 && ports.every(({ words }) => words.some((word) => /^(?:accel|vhost|vport|defaultsite=.*)$/.test(word)))
}

function option({ words, trail }: Directive, ...names: readonly string[]) {
  const found = words.find((word) => names.some((name) => word.startsWith(`${name}=`)))
  return found === undefined ? undefined : setting(found.slice(found.indexOf('=') + 1), ...trail)
}
