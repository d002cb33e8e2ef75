import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, setting, withText } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { asSwitch, fileText, variable } from '../../settings/environment.ts'
import { observe } from '../../settings/rules.ts'
import { portIn } from '../../settings/web-listener.ts'
import { accountsOf, seedAccounts, storedPasswords } from './bootstrap.ts'
import type { DefaultPassword, Flavour } from './flavour.ts'
import { flavourOf } from './flavour.ts'
import { readServer } from './server.ts'
import { bitnamiRules, osixiaRules, tiredofitRules } from './settings.ts'

const rules = { osixia: osixiaRules, bitnami: bitnamiRules, tiredofit: tiredofitRules }

export function read(input: ComponentInput): Reading {
  const flavour = flavourOf(input)
  if (flavour === undefined) return readServer(input) ?? (input.form === 'container' ? unknownImage(input) : unreadServer(input))
  const gaps: Gap[] = []
  const plain = portIn(variable(input, 'LDAP_PORT_NUMBER')) ?? flavour.plainPort
  const seeds = seedAccounts(input, flavour, gaps)
  return {
    listeners: listeners(input, flavour, plain),
    accounts: [
      ...flavour.passwords.flatMap((row) => account(input, row, plain)),
      ...defaultUsers(input, flavour, seeds.length > 0, plain),
      ...accountsOf(seeds, plain),
    ],
    stores: [
      { path: flavour.data, holds: 'data' },
      ...(flavour.configuration === undefined ? [] : [{ path: flavour.configuration, holds: 'configuration' as const }]),
    ],
    observations: [...observe(rules[flavour.id], (key) => input.env.get(key), input.at), ...storedPasswords(seeds)],
    image: { runsAs: flavour.id === 'bitnami' ? 'user' : 'drops', healthcheck: flavour.id === 'tiredofit' },
    gaps,
  }
}

function unreadServer(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const seeds = seedAccounts(input, undefined, gaps)
  const why = `neither slapd.conf nor cn=config of ${input.id} is here: its settings are not known`
  return {
    listeners: [
      {
        port: 389,
        protocol: 'ldap',
        purpose: 'data',
        tls: unknown<Encryption>(why, input.at),
        authentication: unknown<Authentication>(why, input.at),
      },
    ],
    accounts: accountsOf(seeds, 389),
    observations: storedPasswords(seeds),
    gaps: [...gaps, { why, place: input.at }],
  }
}

function unknownImage(input: ComponentInput): Reading {
  const why = `nothing is known about the settings of ${input.image?.setting.value ?? 'this image'}`
  const listener = { protocol: 'ldap', purpose: 'data', authentication: unknown<Authentication>(why, input.at) } as const
  return {
    listeners: [{ port: 389, tls: unknown<Encryption>(why, input.at), ...listener }],
    gaps: [{ why, place: input.at }],
  }
}

function listeners(input: ComponentInput, flavour: Flavour, plain: number): readonly ListenerReading[] {
  const [key, on] = flavour.tls
  const tls = switchOf(input, key, on)
  const authentication = authenticationOf(input, flavour)
  const base = { protocol: 'ldap', purpose: 'data', authentication } as const
  const trail = variable(input, key)?.trail ?? []
  if (tls === undefined) {
    const why = `${key} has no value here`
    return [
      { port: plain, ...base, tls: unknown(why, trail[0]) },
      { port: securePort(input, flavour), ...base, tls: configured('required', trail) },
    ]
  }
  if (!tls) {
    const none: Fact<Encryption> =
      variable(input, key) === undefined ? byDefault('none', `${flavour.why} has no TLS unless ${key} is set`, [input.at]) : configured('none', trail)
    return [{ port: plain, ...base, tls: none }]
  }
  const secure: Fact<Encryption> =
    trail.length === 0 ? byDefault('required', `${flavour.why} offers LDAPS by default`, [input.at]) : configured('required', trail)
  return [
    { port: plain, ...base, tls: startTls(input, flavour) },
    { port: securePort(input, flavour), ...base, tls: secure, ...certificateOf(input, flavour) },
  ]
}

/** Names of files in the folder of osixia's image, paths for Bitnami's. What the image makes for itself is in no file here. */
function certificateOf(input: ComponentInput, { id }: Flavour): Pick<ListenerReading, 'certificate' | 'key'> {
  const inFolder = (value: Setting | undefined): Setting | undefined =>
    value === undefined || id !== 'osixia' ? value : withText(value, `/container/service/slapd/assets/certs/${value.value}`)
  const certificate = inFolder(variable(input, id === 'bitnami' ? 'LDAP_TLS_CERT_FILE' : 'LDAP_TLS_CRT_FILENAME'))
  const key = inFolder(variable(input, id === 'bitnami' ? 'LDAP_TLS_KEY_FILE' : 'LDAP_TLS_KEY_FILENAME'))
  return { ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) }
}

function startTls(input: ComponentInput, flavour: Flavour): Fact<Encryption> {
  const enforce = variable(input, flavour.enforce)
  if (enforce === undefined)
    return byDefault('optional', `${flavour.why} accepts clear text beside StartTLS unless ${flavour.enforce} is set`, [input.at])
  const on = isResolved(enforce) ? asSwitch(enforce.value) : undefined
  return on === undefined
    ? unknown(`${flavour.enforce} has no value here`, enforce.trail[0])
    : configured(on ? 'required' : 'optional', enforce.trail)
}

function securePort(input: ComponentInput, flavour: Flavour): number {
  return portIn(variable(input, 'LDAP_LDAPS_PORT_NUMBER')) ?? flavour.tlsPort
}

/** osixia and tiredofit let anonymous clients read nothing; bitnami's server has no rule, so that they read all but are let in only if binding is. */
function authenticationOf(input: ComponentInput, flavour: Flavour): Fact<Authentication> {
  if (flavour.id !== 'bitnami') return byDefault('password', `${flavour.why}: its access rules let nobody read without a bind`, [input.at])
  const anonymous = variable(input, 'LDAP_ALLOW_ANON_BINDING')
  if (anonymous === undefined) return byDefault('none', 'bitnami/openldap lets anonymous clients in unless LDAP_ALLOW_ANON_BINDING is no', [input.at])
  return configured(asSwitch(anonymous.value) === false ? 'password' : 'none', anonymous.trail)
}

/** Undefined: the switch is set to something that is not known here. */
function switchOf(input: ComponentInput, key: string, otherwise: boolean): boolean | undefined {
  const value = variable(input, key)
  if (value === undefined || (value.value === '' && isResolved(value))) return otherwise
  return isResolved(value) ? asSwitch(value.value) : undefined
}

/** A `_FILE` beside the variable wins, as the entrypoints have it; the default stands where the component is written. */
function account(input: ComponentInput, row: DefaultPassword, port: number): readonly AccountReading[] {
  if (row.onlyWith !== undefined && switchOf(input, row.onlyWith, false) === false) return []
  const file = variable(input, `${row.key}_FILE`)
  const written = variable(input, row.key)
  const password =
    file === undefined ? (written === undefined || written.value === '' ? setting(row.value, input.at) : written) : fileText(input, file)
  const named = row.userKey === undefined ? undefined : variable(input, row.userKey)
  const base = row.isConfig === true ? setting('cn=config', input.at) : baseOf(input)
  const user = { ...withText(base, `cn=${named?.value ?? row.user},${base.value}`), trail: named?.trail ?? base.trail }
  return [{ user, password, power: row.power, key: file === undefined ? row.key : `${row.key}_FILE`, port }]
}

function baseOf(input: ComponentInput): Setting {
  const base = variable(input, 'LDAP_BASE_DN', 'LDAP_ROOT', 'BASE_DN')
  if (base !== undefined && base.value !== '') return base
  const domain = variable(input, 'LDAP_DOMAIN', 'DOMAIN') ?? setting('example.org', input.at)
  return withText(
    domain,
    domain.value
      .split('.')
      .map((part) => `dc=${part}`)
      .join(','),
  )
}

/** bitnami makes users of two lists, unless files of one's own make the tree. */
function defaultUsers(input: ComponentInput, flavour: Flavour, hasSeeds: boolean, port: number): readonly AccountReading[] {
  if (flavour.id !== 'bitnami' || hasSeeds || switchOf(input, 'LDAP_SKIP_DEFAULT_TREE', false) === true) return []
  const users = listOf(variable(input, 'LDAP_USERS') ?? setting('user01,user02', input.at))
  const passwords = listOf(variable(input, 'LDAP_PASSWORDS') ?? setting('bitnami1,bitnami2', input.at))
  return users.flatMap((user, index) => {
    const password = passwords[index]
    return password === undefined ? [] : [{ user, password, power: 'application' as const, key: 'LDAP_PASSWORDS', port }]
  })
}

function listOf(value: Setting): readonly Setting[] {
  return isResolved(value)
    ? value.value
        .split(/[,; ]+/)
        .filter(Boolean)
        .map((part) => withText(value, part))
    : [value]
}
