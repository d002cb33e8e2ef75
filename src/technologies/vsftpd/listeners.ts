import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown, view } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading, Observation } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import type { Configuration, Switch } from './configuration.ts'
import { lookup, switchOf } from './configuration.ts'
import { numberValue } from './options.ts'

/** The one port of vsftpd. TLS is only required when both log-ins and data have to use it, for everybody who may log in. */
export function listenerOf(configuration: Configuration, input: ComponentInput, gaps: Gap[]): ListenerReading {
  const port = lookup(configuration, 'listen_port')
  const anonymous = anonymousOf(configuration, input, gaps)
  const certificate = lookup(configuration, 'rsa_cert_file')
  const key = lookup(configuration, 'rsa_private_key_file') ?? certificate
  return {
    port: port === undefined ? 21 : numberValue(port.value),
    protocol: 'ftp',
    purpose: 'data',
    tls: encryptionOf(configuration, anonymous),
    authentication: authenticationOf(configuration, anonymous),
    tlsKey: 'ssl_enable',
    ...bindOf(configuration),
    ...(port === undefined ? {} : { trail: port.trail }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  }
}

/**
 * Whether strangers come in as `anonymous` or `ftp`: YES unless it is written (measured with Debian's 3.0.3, whose manual says NO).
 * A list that lets only its own users in keeps them out as well.
 */
function anonymousOf(configuration: Configuration, input: ComponentInput, gaps: Gap[]): Switch {
  const written = switchOf(configuration, 'anonymous_enable', true)
  const is = (name: string): boolean => switchOf(configuration, name, false).on === true
  const mustUseTls = is('ssl_enable') && is('implicit_ssl')
  if (mustUseTls && !is('allow_anon_ssl') && !is('force_anon_logins_ssl')) return { ...written, on: false }
  const list = switchOf(configuration, 'userlist_enable', false)
  if (written.on === false || list.on !== true || switchOf(configuration, 'userlist_deny', true).on !== false) return written
  const file = lookup(configuration, 'userlist_file')
  const path = file?.value ?? '/etc/vsftpd.user_list'
  const opened = input.open(path)
  if (opened.state !== 'text') {
    const place = file?.trail[0] ?? list.setting?.trail[0]
    gaps.push({ why: `${path} is not here: whom it lets in is not known`, ...(place === undefined ? {} : { place }) })
    return { ...written, on: undefined }
  }
  // the list is asked for the name as it was sent, and any case of letters makes one anonymous
  return opened.text.split('\n').some((line) => /^(?:anonymous|ftp)$/i.test(line)) ? written : { ...written, on: false }
}

function authenticationOf(configuration: Configuration, { on, setting }: Switch): Fact<Authentication> {
  if (on === undefined) return unknown('whether anonymous users are let in is not known here', setting?.trail[0])
  if (!on) return setting === undefined ? byDefault('password', 'vsftpd asks for a password') : configured('password', setting.trail)
  const listed = switchOf(configuration, 'secure_email_list_enable', false)
  if (listed.on === true && listed.setting !== undefined)
    return configured('password', listed.setting.trail, 'anonymous users need a listed password')
  const why = 'everybody may log in as anonymous'
  return setting === undefined
    ? byDefault('none', `${why} unless anonymous_enable=NO is written (vsftpd 3.0.3)`, [configuration.home])
    : configured('none', setting.trail, why)
}

function encryptionOf(configuration: Configuration, anonymous: Switch): Fact<Encryption> {
  const ssl = switchOf(configuration, 'ssl_enable', false)
  if (ssl.setting === undefined) return byDefault('none', 'vsftpd speaks TLS only with ssl_enable=YES (3.0.3)', [configuration.home])
  if (ssl.on === undefined) return unknown('ssl_enable has no value here', ssl.setting.trail[0])
  if (!ssl.on) return configured('none', ssl.setting.trail)
  const implicit = switchOf(configuration, 'implicit_ssl', false).on === true
  const forced = (who: string, usual: boolean) =>
    [...(implicit ? [] : [{ what: 'log in', name: `force_${who}_logins_ssl` }]), { what: 'move files', name: `force_${who}_data_ssl` }].map(
      (each) => ({ ...each, ...switchOf(configuration, each.name, usual) }),
    )
  const needed = [
    ...(switchOf(configuration, 'local_enable', false).on === false ? [] : forced('local', true)),
    ...(anonymous.on === false ? [] : forced('anon', false)),
  ]
  const open = needed.find(({ on }) => on === false)
  if (open !== undefined) {
    const why = `clients may still ${open.what} in clear text: ${open.name} is not YES`
    return configured('optional', open.setting?.trail ?? ssl.setting.trail, why)
  }
  const hole = needed.find(({ on }) => on === undefined)
  return hole === undefined ? configured('required', ssl.setting.trail) : unknown(`${hole.name} has no value here`, hole.setting?.trail[0])
}

/** `listen_ipv6` takes IPv4 as well, and never looks at `listen_address` (measured, 3.0.3). */
function bindOf(configuration: Configuration): Pick<ListenerReading, 'bind'> {
  const six = switchOf(configuration, 'listen_ipv6', false).on === true
  const address = lookup(configuration, six ? 'listen_address6' : 'listen_address')
  return address !== undefined && isLoopback(address.value) ? { bind: configured('loopback', address.trail) } : {}
}

/** FTP is a door for people: a password that may come in clear text is told by itself. */
export function inClearText({ tls, bind }: ListenerReading, configuration: Configuration): readonly Observation[] {
  const seen = view(tls)
  if (!seen.known || switchOf(configuration, 'local_enable', false).on !== true || bind !== undefined) return []
  const isSafe = seen.value === 'required' || switchOf(configuration, 'force_local_logins_ssl', true).on !== false
  const verdict = seen.value !== 'none' && isSafe ? 'safe' : 'unsafe'
  const key = seen.value === 'none' || verdict === 'safe' ? 'ssl_enable' : 'force_local_logins_ssl'
  const setting = lookup(configuration, key)
  return [
    {
      concern: 'tls-policy',
      key,
      verdict,
      basis: setting === undefined ? 'default' : 'configured',
      trail: setting?.trail ?? [configuration.home],
      message: 'users send their passwords over the network in clear text',
      actual: setting === undefined ? `${key} is not set` : `${key}=${setting.value}`,
      expected: 'ssl_enable=YES and force_local_logins_ssl=YES',
      fix: 'write ssl_enable=YES, name a certificate in rsa_cert_file, and remove force_local_logins_ssl=NO',
      stake: 'traffic',
    },
  ]
}
