import type { Gap } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import type { SecretVariable } from '../../settings/environment.ts'
import { secretVariable } from '../../settings/environment.ts'
import { definedAccounts } from './definitions.ts'
import type { Node } from './node.ts'
import { below, loopbackUsers } from './options.ts'

/** The account that a node makes when it starts for the first time; variables come before files (rabbit:insert_default_data/0, 3.10). */
export function defaultAccount({ input, variable, options, isBitnami }: Node): {
  readonly user: Setting
  readonly password: Setting
  readonly key: string
  readonly isOwn: boolean
} {
  const [userKey, passwordKey] = isBitnami ? ['RABBITMQ_USERNAME', 'RABBITMQ_PASSWORD'] : ['RABBITMQ_DEFAULT_USER', 'RABBITMQ_DEFAULT_PASS']
  const user = secretVariable(input, userKey)?.value ?? fromEnvironmentFile(isBitnami, variable('DEFAULT_USER')) ?? options.get('default_user')
  const password: SecretVariable | undefined =
    secretVariable(input, passwordKey) ??
    named('DEFAULT_PASS', fromEnvironmentFile(isBitnami, variable('DEFAULT_PASS'))) ??
    named('default_pass', options.get('default_pass'))
  return {
    user: user ?? setting(isBitnami ? 'user' : 'guest', input.at),
    password: password?.value ?? setting(isBitnami ? 'bitnami' : 'guest', input.at),
    key: password?.key ?? passwordKey,
    isOwn: user !== undefined || password !== undefined,
  }
}

function named(key: string, value: Setting | undefined): SecretVariable | undefined {
  return value === undefined ? undefined : { key, value }
}

function fromEnvironmentFile(isBitnami: boolean, value: Setting | undefined): Setting | undefined {
  return isBitnami ? undefined : value
}

export function accountsOf(node: Node, port: number, gaps: Gap[]): readonly AccountReading[] {
  const { user, password, key, isOwn } = defaultAccount(node)
  const defined = definedAccounts(node.input, node.options, port, gaps)
  const others = pluginAccounts(node)
  if (!isOwn && defined.length > 0) return [...defined, ...others]
  if (isLocal(node, user.value)) return [...defined, ...others]
  return [{ user, password, power: 'administrator', key, port }, ...defined, ...others]
}

/** Accounts for which clients without a login are taken. */
function pluginAccounts({ options }: Node): readonly AccountReading[] {
  return ['mqtt', 'stomp'].flatMap((plugin) => {
    const [user, password] = [options.get(`${plugin}.default_user`), options.get(`${plugin}.default_pass`)]
    if (password === undefined) return []
    return [{ ...(user === undefined ? {} : { user }), password, power: 'application' as const, key: `${plugin}.default_pass` }]
  })
}

/** The account may log in from the node itself alone. The official image lets guest in from everywhere, in conf.d/10-defaults.conf. */
export function isLocal({ input, options, isBitnami }: Node, user: string): boolean {
  const isImageOpen = input.form === 'container' && !isBitnami && !ownConfiguration(input)
  if (isImageOpen && below(options, 'loopback_users').length === 0) return false
  return loopbackUsers(options).includes(user)
}

/** True when a mount hides conf.d, and with it the image's own settings. */
function ownConfiguration(input: Node['input']): boolean {
  return input.mounts.some(({ target }) => /^\/etc(?:\/rabbitmq(?:\/conf\.d)?)?(?:\/10-defaults\.conf)?\/?$/.test(target.value))
}
