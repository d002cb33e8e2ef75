import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { AccountReading, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { compareVersions, matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled, given } from '../../settings/given.ts'
import { observe } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'
import { configurationOf } from './configuration.ts'
import { connectionsOf } from './connections.ts'
import { tlsObservations } from './policy.ts'
import { bindOf, serverPorts } from './ports.ts'
import type { User } from './users.ts'
import { accountsOf, loginFact, userObservations } from './users.ts'

export function read(input: ComponentInput, version?: string): Reading {
  if (!starts(input, ['clickhouse-server', 'entrypoint.sh', 'run.sh'], ['clickhouse-client', 'clickhouse-benchmark', 'clickhouse-backup']))
    return { role: 'job' }
  const rebuilt = matchesImage(input.image, ['bitnami/clickhouse'])
  const gaps: Gap[] = []
  const files = configurationOf(input, gaps)
  const access = authentication(input, version, rebuilt, files.users, files.hasUsers)
  const listens = bindOf(input, files.server)
  return {
    listeners: serverPorts(input, files.server, files.isWhole, files.removed).map((port): ListenerReading => ({
      ...port,
      ...access,
      ...(listens === undefined ? {} : { bind: listens }),
    })),
    connections: connectionsOf(files.server),
    accounts: [...ofVariables(input, rebuilt), ...accountsOf(files.users)],
    stores: [{ path: rebuilt ? '/bitnami/clickhouse' : '/var/lib/clickhouse', holds: 'data' }],
    observations: [...observations(input, version), ...userObservations(files.users), ...tlsObservations(files.server)],
    image: { runsAs: rebuilt ? 'user' : 'drops', healthcheck: false, writes: ['/var/log/clickhouse-server'] },
    gaps,
  }
}

/** The account that the image makes of its variables. */
function ofVariables(input: ComponentInput, rebuilt: boolean): readonly AccountReading[] {
  const names = rebuilt
    ? { user: 'CLICKHOUSE_ADMIN_USER', password: 'CLICKHOUSE_ADMIN_PASSWORD' }
    : { user: 'CLICKHOUSE_USER', password: 'CLICKHOUSE_PASSWORD' }
  const user = variable(input, names.user)
  const password = filled(secretVariable(input, names.password))
  if (password === undefined) return []
  return [
    {
      ...(user === undefined ? {} : { user }),
      password: password.value,
      power: managing(input) || rebuilt ? 'administrator' : 'application',
      key: password.key,
      port: 9000,
    },
  ]
}

function managing(input: ComponentInput): boolean {
  return asSwitch(variable(input, 'CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT')?.value) === true
}

/** docker/server/entrypoint.sh: with a user, a password or access management a user is made, from anywhere; otherwise `default` stays as it is. */
function authentication(
  input: ComponentInput,
  version: string | undefined,
  rebuilt: boolean,
  users: readonly User[],
  hasUsers: boolean,
): { authentication: Fact<Authentication>; bind?: Fact<'all' | 'loopback'> } {
  const password = secretVariable(input, rebuilt ? 'CLICKHOUSE_ADMIN_PASSWORD' : 'CLICKHOUSE_PASSWORD')
  const present = given(password?.value)
  if (rebuilt && present === false) {
    const empty = variable(input, 'ALLOW_EMPTY_PASSWORD')
    if (asSwitch(empty?.value) === true) return { authentication: configured('none', empty?.trail ?? []) }
    return {
      authentication: byDefault('password', 'the Bitnami image does not start without CLICKHOUSE_ADMIN_PASSWORD or ALLOW_EMPTY_PASSWORD', [input.at]),
    }
  }
  const written = loginFact(users)
  if (written !== undefined) return { authentication: written }
  if (hasUsers) return { authentication: unknown('the users file names no account', { file: 'users.xml', line: 1 }) }
  if (input.form !== 'container') return { authentication: unknown('no users file was found', input.at) }
  const skip = variable(input, 'CLICKHOUSE_SKIP_USER_SETUP')
  if (skip !== undefined && skip.value === '1')
    return { authentication: configured('none', skip.trail, 'the account default keeps its empty password') }
  if (password !== undefined && present === true) return { authentication: configured('password', password.value.trail) }
  if (password !== undefined && present === undefined)
    return { authentication: unknown(`${password.key} has no value here; an empty one lets everybody in`, password.value.trail[0]) }
  const user = variable(input, 'CLICKHOUSE_USER') ?? (managing(input) ? variable(input, 'CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT') : undefined)
  if (user !== undefined && user.value !== '' && user.value !== 'default' && user.value !== '0')
    return { authentication: configured('none', user.trail, 'the image makes the account with an empty password') }
  if (version === undefined)
    return { authentication: unknown('newer images keep the account default inside, and the version is not known', input.at) }
  if (compareVersions(version, '24') < 0)
    return { authentication: byDefault('none', 'the account default has an empty password (ClickHouse image before 24)', [input.at]) }
  if (compareVersions(version, '25') < 0) return { authentication: unknown('only later images of 24.x keep the account default inside', input.at) }
  return {
    authentication: byDefault('none', 'the account default has an empty password', [input.at]),
    bind: byDefault('loopback', 'without CLICKHOUSE_PASSWORD the image lets the account default in from loopback alone (25 and later)', [input.at]),
  }
}

function observations(input: ComponentInput, version: string | undefined): readonly Observation[] {
  return observe(
    [
      {
        key: 'CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT',
        concern: 'over-privileged-default',
        stake: 'defence',
        unsafe: (value) => value !== '' && value !== '0',
        message: 'the account of the application may make accounts and grant rights',
        expected: '0',
        fix: 'remove CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT after the accounts are made',
      },
    ],
    (key) => variable(input, key),
    input.at,
    version,
  )
}
