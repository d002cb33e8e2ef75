import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { SecretVariable } from '../../settings/environment.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled, given } from '../../settings/given.ts'
import type { Packaging } from './packaging.ts'

/** The spellings that an image reads: MariaDB's official one takes MySQL's too (docker-entrypoint.sh, 10.6 and later). */
function spellings({ family, from }: Packaging, name: string): readonly string[] {
  if (family === 'mysql') return [`MYSQL_${name}`]
  return from === 'bitnami' ? [`MARIADB_${name}`] : [`MARIADB_${name}`, `MYSQL_${name}`]
}

export function authenticationOf(input: ComponentInput, packaging: Packaging, options: ReadonlyMap<string, Setting>): Fact<Authentication> {
  const skipped = options.get('skip_grant_tables')
  if (skipped !== undefined && !/^(off|false|0)$/i.test(skipped.value))
    return configured('none', skipped.trail, 'skip-grant-tables lets everybody in with all rights')
  const root = secretVariable(input, ...spellings(packaging, 'ROOT_PASSWORD'), ...spellings(packaging, 'ROOT_PASSWORD_HASH'))
  if (root !== undefined && given(root.value) === true) return configured('password', root.value.trail)
  const empty = variable(
    input,
    ...(packaging.from === 'bitnami'
      ? ['ALLOW_EMPTY_PASSWORD']
      : [...spellings(packaging, 'ALLOW_EMPTY_PASSWORD'), ...spellings(packaging, 'ALLOW_EMPTY_ROOT_PASSWORD')]),
  )
  // the official entrypoints ask whether the variable is empty: `no` and `0` allow it too
  const allowed = empty === undefined ? false : packaging.from === 'bitnami' ? asSwitch(empty.value) : given(empty)
  const random = filled(secretVariable(input, ...spellings(packaging, 'RANDOM_ROOT_PASSWORD')))
  if (root !== undefined && given(root.value) === undefined && allowed !== false) return unknown(`${root.key} has no value here`, root.value.trail[0])
  if (random !== undefined) return configured('password', random.value.trail)
  if (empty !== undefined && allowed === undefined) return unknown('whether an empty password is allowed has no value here', empty.trail[0])
  if (empty !== undefined && allowed === true) {
    const host = variable(input, ...spellings(packaging, 'ROOT_HOST'))
    if (packaging.from !== 'bitnami' && host !== undefined && /^(localhost|127\.0\.0\.1)$/.test(host.value))
      return configured('password', host.trail, 'root has no password, and logs in from the inside alone')
    return configured('none', empty.trail, 'root has no password')
  }
  if (input.form === 'process')
    return byDefault('password', 'a new server has no account without a password that logs in over the network (MySQL 5.7, MariaDB 10.4 and later)', [
      input.at,
    ])
  if (packaging.from === 'other') return unknown('how this image sets up its accounts is not known', input.at)
  return byDefault('password', 'the image does not start without a password for root, or a variable that allows none (all versions)', [
    root?.value.trail[0] ?? input.at,
  ])
}

export function accountsOf(input: ComponentInput, packaging: Packaging, port: number): readonly AccountReading[] {
  const found: AccountReading[] = []
  const root = filled(secretVariable(input, ...spellings(packaging, 'ROOT_PASSWORD')))
  if (root !== undefined) {
    const user = packaging.from === 'bitnami' ? variable(input, ...spellings(packaging, 'ROOT_USER')) : undefined
    found.push({ ...(user === undefined ? {} : { user }), password: root.value, power: 'administrator', key: root.key, port })
  }
  const user = variable(input, ...spellings(packaging, 'USER'))
  const password = filled(secretVariable(input, ...spellings(packaging, 'PASSWORD')))
  if (user !== undefined && password !== undefined) found.push({ user, password: password.value, power: 'application', key: password.key, port })
  const replication: SecretVariable | undefined = filled(secretVariable(input, ...spellings(packaging, 'REPLICATION_PASSWORD')))
  if (replication !== undefined) found.push({ password: replication.value, power: 'application', key: replication.key, port })
  return found
}
