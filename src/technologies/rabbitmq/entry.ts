import type { Fact } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { Setting } from '../../model/setting.ts'
import { compareVersions } from '../../protocols/version.ts'
import { defaultAccount, isLocal } from './accounts.ts'
import type { Node } from './node.ts'
import { listOf } from './options.ts'

/**
 * Clients of AMQP get in without a login where ANONYMOUS is among the mechanisms, as it is by default since 4.0, and the account that stands
 * for them may come from afar (access control guide, 4.0: anonymous_login_user and anonymous_login_pass are guest).
 */
export function anonymousEntry(node: Node): Fact<Authentication> | undefined {
  const said = listOf(node.options, 'auth_mechanisms')
  const mechanism = said?.find(({ value }) => value === 'ANONYMOUS')
  const isOffered = said === undefined ? node.version !== undefined && compareVersions(node.version, '4') >= 0 : mechanism !== undefined
  const account = node.options.get('anonymous_login_user')
  if (!isOffered || account?.value === 'none' || isLocal(node, account?.value ?? 'guest')) return undefined
  if (account === undefined && !hasGuest(node)) return undefined
  const why = 'the mechanism ANONYMOUS lets clients in without a name and a password'
  return configured('none', (account ?? mechanism)?.trail ?? [node.home], why)
}

/** MQTT clients without a name and a password are the plugin's default user until 3.13 (mqtt.allow_anonymous is true by default). */
export function mqttEntry(node: Node): Fact<Authentication> | undefined {
  const { options, version } = node
  if (options.get('mqtt.allow_anonymous')?.value === 'false') return undefined
  if (version !== undefined && compareVersions(version, '4') >= 0) return anonymousEntry(node)
  return asUser(node, options.get('mqtt.default_user'), 'MQTT clients without a name and a password are mqtt.default_user')
}

export function stompEntry(node: Node): Fact<Authentication> | undefined {
  return asUser(node, node.options.get('stomp.default_user'), 'STOMP clients without a name and a password are stomp.default_user')
}

function asUser(node: Node, user: Setting | undefined, why: string): Fact<Authentication> | undefined {
  if (isLocal(node, user?.value ?? 'guest') || (user === undefined && !hasGuest(node))) return undefined
  return configured('none', user?.trail ?? [node.home], why)
}

/** The node has the account guest with its published password. */
function hasGuest(node: Node): boolean {
  const { user, password } = defaultAccount(node)
  return user.value === 'guest' && password.value === 'guest'
}
