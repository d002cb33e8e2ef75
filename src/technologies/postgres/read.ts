import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { AccountReading, DeadKey, ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled, given } from '../../settings/given.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'
import type { Access } from './access.ts'
import { readAccess } from './access.ts'
import { observeAccess } from './access-rules.ts'
import type { Configuration } from './configuration.ts'
import { asBoolean, readConfiguration } from './configuration.ts'
import { openDocument, openOwnDocument } from '../../settings/documents.ts'
import type { Packaging } from './layout.ts'
import { dataFolder, packagingOf, usualHba } from './layout.ts'
import { observeMaps } from './maps.ts'
import { namesIn, rolesFile } from './roles-script.ts'
import { officialDeadKeys, settings } from './settings.ts'

const servers = ['postgres', 'postmaster', 'docker-entrypoint.sh', 'pg_ctl', 'patroni', 'run.sh']
const clients = ['psql', 'pg_isready', 'pg_dump', 'pg_dumpall', 'pg_restore', 'pg_basebackup', 'createdb', 'pgbench', 'vacuumdb']

export function read(input: ComponentInput, version?: string): Reading {
  if (!starts(input, servers, clients)) return { role: 'job' }
  const gaps: Gap[] = []
  const packaging = packagingOf(input)
  const data = dataFolder(input, packaging, version)
  const configuration = readConfiguration(input, packaging, data, gaps)
  const hbaFile = configuration.settings.get('hba_file')
  const access =
    hbaFile === undefined || packaging === 'host'
      ? readAccess(input, [...(hbaFile === undefined ? [] : [hbaFile.value]), ...usualHba(packaging, data)], gaps, openOwnDocument)
      : readAccess(input, [hbaFile.value], gaps, openDocument)
  const identFile = configuration.settings.get('ident_file')?.value
  const maps = [...(identFile === undefined ? [] : [identFile]), `${data}/pg_ident.conf`]
  const home: Place = configuration.main === undefined ? input.at : { file: configuration.main.file, line: 1 }
  const authentication = authenticationOf(input, packaging, access, configuration)
  return {
    listeners: listenersOf(input, packaging, configuration, access, authentication, home),
    accounts: [...accountsOf(input, packaging), ...roleAccounts(input)],
    stores: [{ path: configuration.settings.get('data_directory')?.value ?? data, holds: 'data' }],
    observations: [
      // what the image's own file says about records is its makers' choice
      ...observe(settings, (key) => configuration.settings.get(key), home, version).filter(
        ({ basis }) => basis === 'configured' || configuration.main !== undefined,
      ),
      ...(access === undefined ? [] : observeAccess(access)),
      ...observeMaps(input, maps),
    ],
    deadKeys: [...(packaging === 'official' ? deadKeys(officialDeadKeys, (key) => input.env.get(key)) : []), ...uselessPassword(input, packaging)],
    image: {
      runsAs: packaging === 'bitnami' ? 'user' : 'drops',
      healthcheck: false,
      writes: packaging === 'bitnami' ? ['/tmp', '/opt/bitnami/postgresql'] : ['/var/run/postgresql', '/tmp'],
    },
    gaps,
  }
}

function authenticationOf(
  input: ComponentInput,
  packaging: Packaging,
  access: Access | undefined,
  { settings: all }: Configuration,
): Fact<Authentication> {
  if (access?.weakest !== undefined)
    return configured(
      access.weakest.authentication,
      [access.weakest.at, ...access.file.mount],
      `pg_hba.conf lets the network in by ${access.weakest.method}`,
    )
  if (access !== undefined)
    return access.partial
      ? unknown('pg_hba.conf could not be read to its end', access.file.mount[0])
      : configured('password', access.file.mount, 'pg_hba.conf lets nobody in from the network')
  const hbaFile = all.get('hba_file')
  if (hbaFile !== undefined && packaging !== 'supabase') return unknown(`${hbaFile.value} is not mounted`, hbaFile.trail[0])
  if (packaging === 'bitnami') return bitnamiAuthentication(input)
  if (packaging === 'host') return unknown('pg_hba.conf is not among the files', input.at)
  const method = variable(input, 'POSTGRES_HOST_AUTH_METHOD')
  if (method !== undefined && !isResolved(method)) return unknown('POSTGRES_HOST_AUTH_METHOD has no value here', method.trail[0])
  if (method !== undefined && method.value.trim() !== '' && packaging !== 'supabase') {
    const [name = ''] = method.value.trim().split(/\s+/)
    const value: Authentication = name === 'trust' || name === 'ident' ? 'none' : name === 'cert' ? 'certificate' : 'password'
    return configured(value, method.trail, `the image writes "host all all all ${name}" into pg_hba.conf`)
  }
  const password = filled(secretVariable(input, 'POSTGRES_PASSWORD'))
  if (packaging === 'other' && password === undefined) return unknown('how this image sets up pg_hba.conf is not known', input.at)
  return byDefault(
    'password',
    'the image of PostgreSQL asks for a password from the network, and does not start without one (docker-entrypoint.sh, all versions)',
    password?.value.trail ?? [input.at],
  )
}

function bitnamiAuthentication(input: ComponentInput): Fact<Authentication> {
  const password = secretVariable(input, 'POSTGRESQL_PASSWORD', 'POSTGRES_PASSWORD')
  const present = given(password?.value)
  if (password !== undefined && present === true) return configured('password', password.value.trail)
  if (password !== undefined && present === undefined) return unknown(`${password.key} has no value here`, password.value.trail[0])
  const empty = variable(input, 'ALLOW_EMPTY_PASSWORD')
  if (asSwitch(empty?.value) === true) return configured('none', empty?.trail ?? [], 'the image writes trust into pg_hba.conf')
  return byDefault('password', 'the Bitnami image does not start without POSTGRESQL_PASSWORD or ALLOW_EMPTY_PASSWORD', [input.at])
}

function encryptionOf(
  input: ComponentInput,
  packaging: Packaging,
  { settings: all }: Configuration,
  access: Access | undefined,
  home: Place,
): Fact<Encryption> {
  const switched = all.get('ssl') ?? (packaging === 'bitnami' ? variable(input, 'POSTGRESQL_ENABLE_TLS') : undefined)
  if (switched === undefined) return byDefault('none', 'PostgreSQL has ssl off unless it is switched on (all versions)', [home])
  const on = isResolved(switched) ? (packaging === 'bitnami' && !all.has('ssl') ? asSwitch(switched.value) : asBoolean(switched.value)) : undefined
  if (on === undefined) return unknown('the value of ssl is not known', switched.trail[0])
  if (!on) return configured('none', switched.trail)
  if (access === undefined) {
    return all.has('hba_file') || packaging === 'host'
      ? unknown('whether pg_hba.conf asks for TLS is not known: it is not among the files', switched.trail[0])
      : configured('optional', switched.trail, 'ssl is on, and pg_hba.conf of the image lets clients in without it')
  }
  if (access.plain !== undefined)
    return configured('optional', [access.plain, ...switched.trail], 'ssl is on, and a row of pg_hba.conf lets clients in without it')
  return access.partial
    ? unknown('pg_hba.conf could not be read to its end', access.file.mount[0])
    : configured('required', [...(access.secure === undefined ? [] : [access.secure]), ...switched.trail])
}

function listenersOf(
  input: ComponentInput,
  packaging: Packaging,
  configuration: Configuration,
  access: Access | undefined,
  authentication: Fact<Authentication>,
  home: Place,
): readonly ListenerReading[] {
  const { settings: all, main } = configuration
  const addresses = all.get('listen_addresses')
  const port = all.get('port') ?? variable(input, ...(packaging === 'bitnami' ? ['POSTGRESQL_PORT_NUMBER'] : []), 'PGPORT')
  const certificate = all.get('ssl_cert_file') ?? (packaging === 'bitnami' ? variable(input, 'POSTGRESQL_TLS_CERT_FILE') : undefined)
  const key = all.get('ssl_key_file') ?? (packaging === 'bitnami' ? variable(input, 'POSTGRESQL_TLS_KEY_FILE') : undefined)
  if (addresses !== undefined && addresses.value.trim() === '') return []
  return [
    {
      port: port !== undefined && /^\d{1,5}$/.test(port.value) ? Number(port.value) : 5432,
      protocol: 'postgres',
      purpose: 'data',
      tls: encryptionOf(input, packaging, configuration, access, home),
      authentication,
      ...bindOf(addresses, main !== undefined && packaging !== 'bitnami', home, access),
      ...(port === undefined ? {} : { trail: port.trail }),
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
    },
  ]
}

/** The image's own postgresql.conf listens everywhere; a file of the operator's that says nothing listens on loopback. */
function bindOf(addresses: Setting | undefined, ownFile: boolean, home: Place, access: Access | undefined): Pick<ListenerReading, 'bind'> {
  if (addresses !== undefined && isResolved(addresses)) {
    const local = addresses.value.split(',').every((address) => /^\s*(localhost|127\.\d+\.\d+\.\d+|::1)\s*$/i.test(address))
    if (local) return { bind: configured('loopback', addresses.trail) }
  } else if (addresses === undefined && ownFile)
    return {
      bind: byDefault('loopback', "PostgreSQL listens on localhost when its file says nothing (all versions; the image's own file says '*')", [home]),
    }
  return access !== undefined && access.weakest === undefined && !access.partial
    ? { bind: configured('loopback', access.file.mount, 'pg_hba.conf lets nobody in from the network') }
    : {}
}

function accountsOf(input: ComponentInput, packaging: Packaging): readonly AccountReading[] {
  const found: AccountReading[] = []
  const user = packaging === 'bitnami' ? variable(input, 'POSTGRESQL_USERNAME', 'POSTGRES_USER') : variable(input, 'POSTGRES_USER')
  const main = filled(
    packaging === 'bitnami' ? secretVariable(input, 'POSTGRESQL_PASSWORD', 'POSTGRES_PASSWORD') : secretVariable(input, 'POSTGRES_PASSWORD'),
  )
  const power = packaging !== 'bitnami' || user === undefined || user.value === 'postgres' ? 'administrator' : 'application'
  if (main !== undefined) found.push({ ...(user === undefined ? {} : { user }), password: main.value, power, key: main.key, port: 5432 })
  if (packaging !== 'bitnami') return found
  const administrator = filled(secretVariable(input, 'POSTGRESQL_POSTGRES_PASSWORD', 'POSTGRES_POSTGRES_PASSWORD'))
  if (administrator !== undefined) found.push({ password: administrator.value, power: 'administrator', key: administrator.key, port: 5432 })
  const replication = filled(secretVariable(input, 'POSTGRESQL_REPLICATION_PASSWORD'))
  if (replication !== undefined) found.push({ password: replication.value, power: 'administrator', key: replication.key, port: 5432 })
  return found
}

/** A password that is set while everybody is let in without one. */
function uselessPassword(input: ComponentInput, packaging: Packaging): readonly DeadKey[] {
  const method = variable(input, 'POSTGRES_HOST_AUTH_METHOD')
  const password = filled(secretVariable(input, 'POSTGRES_PASSWORD'))
  if (packaging === 'bitnami' || method?.value.trim() !== 'trust' || password === undefined) return []
  return [
    {
      key: password.key,
      trail: password.value.trail,
      why: 'POSTGRES_HOST_AUTH_METHOD=trust lets everybody in without it',
      fix: 'remove POSTGRES_HOST_AUTH_METHOD',
      stake: 'data',
    },
  ]
}

/** The roles of the script that `harden` writes: of their passwords it has what the server keeps. */
function roleAccounts(input: ComponentInput): readonly AccountReading[] {
  const opened = input.open(rolesFile)
  if (opened.state !== 'text') return []
  return namesIn(opened.text, opened.file).map((user) => ({ user, power: 'application', key: rolesFile, port: 5432 }))
}
