import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting, withText } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { withAssignments } from '../../settings/assignments.ts'
import { grantedTo, reading } from './access.ts'
import type { Configuration } from './configuration.ts'
import type { Section } from './sections.ts'
import { all, last } from './sections.ts'

/** Databases with entries of people and programs. */
export function dataOf({ databases }: Configuration): readonly Section[] {
  return databases.filter(({ type }) => !['frontend', 'config', 'monitor', 'ldif', 'null'].includes(type))
}

export function frontendOf({ global, databases }: Configuration): readonly Section[] {
  return [...databases.filter(({ type }) => type === 'frontend'), global]
}

/** What slapd listens on: the addresses behind `-h`, which Debian takes from /etc/default/slapd; without them ldap:/// (slapd(8), 2.5). */
export function serverListeners(input: ComponentInput, configuration: Configuration): readonly ListenerReading[] {
  const given = flag(commandLine(input), ['-h'])?.value ?? withAssignments(input, ['/etc/default/slapd'], []).get('SLAPD_SERVICES')
  const usual = setting('ldap:///', configuration.home)
  const addresses = (given ?? usual).value.split(/\s+/).filter(Boolean)
  const authentication = authenticationOf(configuration)
  const certificate = last(configuration.global, 'tlscertificatefile')?.setting
  const key = last(configuration.global, 'tlscertificatekeyfile')?.setting
  return addresses.flatMap((address): readonly ListenerReading[] => {
    const [, scheme = '', host = '', port] = /^(ldaps?):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d+))?/i.exec(address) ?? []
    if (scheme === '') return []
    const isSecure = scheme.toLowerCase() === 'ldaps'
    const from = given === undefined ? undefined : withText(given, address)
    return [
      {
        port: (port === undefined ? undefined : parsePort(port)) ?? (isSecure ? 636 : 389),
        protocol: 'ldap',
        purpose: 'data',
        tls: isSecure && from !== undefined ? configured('required', from.trail) : encryptionOf(configuration),
        authentication,
        tlsKey: 'TLSCertificateFile',
        ...(from === undefined ? {} : { trail: from.trail }),
        ...(from !== undefined && host !== '' && isLoopback(host.replaceAll(/[[\]]/g, '')) ? { bind: configured('loopback', from.trail) } : {}),
        ...(certificate === undefined ? {} : { certificate }),
        ...(key === undefined ? {} : { key }),
      },
    ]
  })
}

/** Clear text is refused where `security` asks for a strength (ssf, tls) of every operation; of log-ins alone it still lets others in. */
function encryptionOf(configuration: Configuration): Fact<Encryption> {
  const certificate = last(configuration.global, 'tlscertificatefile')?.setting
  if (certificate === undefined) return byDefault('none', 'slapd has no TLS without TLSCertificateFile (2.5)', [configuration.home])
  const everywhere = strengthOf([configuration.global, ...frontendOf(configuration)])
  const own = dataOf(configuration).map((database) => strengthOf([database]))
  const found = everywhere ?? (own.includes(undefined) ? undefined : own[0])
  if (found !== undefined) return configured('required', found.trail)
  return byDefault('optional', 'slapd takes clear text beside StartTLS unless security asks for ssf or tls (2.5)', certificate.trail)
}

function strengthOf(sections: readonly Section[]): Setting | undefined {
  return sections
    .flatMap((section) => all(section, 'security'))
    .find(({ words }) => words.some((word) => Number(/^(?:ssf|tls|transport)=(\d+)$/i.exec(word)?.[1] ?? '0') > 0))?.setting
}

/** Whether somebody without a name reads entries: by the access rules, unless `require authc` turns all of them away. */
function authenticationOf(configuration: Configuration): Fact<Authentication> {
  const frontend = frontendOf(configuration)
  const asks = (section: Section): Setting | undefined =>
    all(section, 'requires').find(({ words }) => words.some((word) => /^(?:authc|sasl|strong)$/i.test(word)))?.setting
  const everywhere = frontend.flatMap((section) => asks(section) ?? [])[0]
  if (everywhere !== undefined) return configured('password', everywhere.trail)
  const open = dataOf(configuration).filter((database) => asks(database) === undefined)
  for (const database of open) {
    const { level, where } = grantedTo('anonymous', database, frontend)
    if (level < reading) continue
    const why = 'everybody reads entries without a log-in'
    return where === undefined
      ? byDefault('none', `${why}: there are no access rules (slapd.access(5), 2.5)`, [configuration.home])
      : configured('none', where.trail, why)
  }
  const rule = open.flatMap((database) => all(database, 'access'))[0]
  return rule === undefined
    ? byDefault('password', 'slapd has no database of entries', [configuration.home])
    : configured('password', rule.setting.trail)
}
