import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Authentication, Encryption, Verification } from '../../model/vocabulary.ts'
import { parseConnectionString } from '../../protocols/connection-string.ts'
import type { Section } from './sections.ts'
import { all } from './sections.ts'

/** Servers from which a database takes its entries (`syncrepl`), or to which it hands requests on (`uri` of the databases ldap and meta). */
export function replicas(database: Section): readonly ConnectionReading[] {
  return [
    ...all(database, 'syncrepl').flatMap(({ words, setting }) => replica(words, setting)),
    ...(['ldap', 'meta', 'asyncmeta'].includes(database.type) ? all(database, 'dburi').flatMap(({ words, setting }) => passed(words, setting)) : []),
  ]
}

function replica(words: readonly string[], setting: Setting): readonly ConnectionReading[] {
  const options = new Map(
    words.flatMap((word) => {
      const cut = word.indexOf('=')
      return cut < 1 ? [] : [[word.slice(0, cut).toLowerCase(), word.slice(cut + 1)] as const]
    }),
  )
  const [user, password, authority] = ['binddn', 'credentials', 'tls_cacert'].map((name) => {
    const text = options.get(name)
    return text === undefined ? undefined : withText(setting, text)
  })
  const demands = options.get('tls_reqcert')?.toLowerCase() ?? 'demand'
  const startTls = options.get('starttls')?.toLowerCase()
  return ends(options.get('provider') ?? '', setting).map(({ host, port, isSecure }) => {
    const encryption: Fact<Encryption> =
      isSecure || startTls === 'critical'
        ? configured('required', setting.trail)
        : startTls === 'yes'
          ? configured('optional', setting.trail)
          : byDefault('none', 'syncrepl speaks clear text without ldaps:// or starttls (slapd.conf(5), 2.5)', setting.trail)
    const verification: Fact<Verification> = /^(?:never|allow)$/.test(demands)
      ? configured('none', setting.trail)
      : byDefault('name', 'tls_reqcert is demand (slapd.conf(5), 2.5)', setting.trail)
    const authentication: Fact<Authentication> =
      options.get('bindmethod')?.toLowerCase() === 'sasl'
        ? configured('delegated', setting.trail)
        : configured(password === undefined ? 'none' : 'password', setting.trail)
    return {
      protocol: 'ldap',
      host,
      ...(port === undefined ? {} : { port }),
      encryption,
      verification,
      authentication,
      key: 'syncrepl',
      trail: setting.trail,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      ...(authority === undefined ? {} : { authority }),
    }
  })
}

function passed(words: readonly string[], setting: Setting): readonly ConnectionReading[] {
  return words.flatMap((word) =>
    ends(word, setting).map(({ host, port, isSecure }) => ({
      protocol: 'ldap' as const,
      host,
      ...(port === undefined ? {} : { port }),
      encryption: isSecure
        ? configured('required' as const, setting.trail)
        : byDefault('none' as const, 'an ldap:// address is clear text unless tls says otherwise (slapd-ldap(5), 2.5)', setting.trail),
      verification: byDefault('name' as const, 'certificates are checked unless tls_reqcert says otherwise (slapd-ldap(5), 2.5)', setting.trail),
      authentication: configured('delegated' as const, setting.trail, 'it hands on the log-in of its own clients'),
      key: 'uri',
      trail: setting.trail,
    })),
  )
}

function ends(address: string, setting: Setting): readonly { readonly host: string; readonly port?: number; readonly isSecure: boolean }[] {
  const parsed = parseConnectionString(withText(setting, address).value)
  if (parsed === undefined || !/^ldaps?$/.test(parsed.scheme)) return []
  const isSecure = parsed.scheme === 'ldaps'
  return parsed.endpoints.map(({ host, port = isSecure ? 636 : 389 }) => ({ host, port, isSecure }))
}
