import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Reading, SecretReading, StoreReading } from '../../model/technology.ts'
import { matchesImage } from '../../protocols/image.ts'
import { fileText, secretVariable } from '../../settings/environment.ts'
import { setting } from '../../model/setting.ts'
import { observe } from '../../settings/rules.ts'
import { accountsOf } from './accounts.ts'
import { backendsOf } from './backends.ts'
import { listenersOf } from './listeners.ts'
import type { Node } from './node.ts'
import { observeNode } from './observations.ts'
import type { Options } from './options.ts'
import { optionsOf } from './options.ts'
import { pluginsOf } from './plugins.ts'
import { rules } from './rules.ts'
import { deadVariables } from './variables-unread.ts'
import { variablesOf } from './variables.ts'

/** RabbitMQ 3.8 to 4.1. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const node = nodeOf(input, version, gaps)
  const { isBitnami, options, home } = node
  const listeners = listenersOf(node)
  const port = listeners.find(({ protocol }) => protocol === 'amqp')?.port ?? 5672
  return {
    listeners,
    connections: backendsOf(node),
    accounts: accountsOf(node, port, gaps),
    secrets: cookie(node),
    stores: stores(node),
    observations: [...observe(rules, (key) => options.get(key), home, version), ...observeNode(node)],
    deadKeys: deadVariables(input),
    image: { runsAs: isBitnami ? 'user' : 'drops', healthcheck: false, writes: ['/var/log/rabbitmq', '/tmp', '/etc/rabbitmq'] },
    gaps,
  }
}

function nodeOf(input: ComponentInput, version: string | undefined, gaps: Gap[]): Node {
  const variable = variablesOf(input, gaps)
  const options = optionsOf(input, variable, version, gaps)
  const plugins = pluginsOf(input, variable, options, gaps)
  return { input, version, variable, options, plugins, isBitnami: matchesImage(input.image, ['bitnami/rabbitmq']), home: homeOf(input, options) }
}

/** The file of the first setting, where a missing one belongs; else the component itself. */
function homeOf(input: ComponentInput, options: Options): Place {
  const files = [...options.values()].flatMap(({ trail }) => (trail[0] === undefined || trail[0].file === input.at.file ? [] : [trail[0].file]))
  const file = files.find((name) => name.endsWith('.conf')) ?? files[0]
  return file === undefined ? input.at : { file, line: 1 }
}

function stores({ isBitnami, variable }: Node): readonly StoreReading[] {
  const base = variable('MNESIA_BASE') ?? variable('MNESIA_DIR')
  if (base !== undefined) return [{ path: base.value, holds: 'data', trail: base.trail }]
  return [{ path: isBitnami ? '/bitnami/rabbitmq/mnesia' : '/var/lib/rabbitmq', holds: 'data' }]
}

/** What nodes and rabbitmqctl know each other by: whoever has it runs code in the node. */
function cookie({ input, variable }: Node): readonly SecretReading[] {
  const found = secretVariable(input, 'RABBITMQ_ERLANG_COOKIE', 'RABBITMQ_ERL_COOKIE')
  const given = found ?? named(variable('ERLANG_COOKIE'))
  const path = '/var/lib/rabbitmq/.erlang.cookie'
  const value = given?.value ?? (input.open(path).state === 'text' ? fileText(input, setting(path)) : undefined)
  return value === undefined ? [] : [{ key: given?.key ?? '.erlang.cookie', purpose: 'shared-secret', value, atLeast: 20 }]
}

function named(value: ReturnType<Node['variable']>) {
  return value === undefined ? undefined : { key: 'ERLANG_COOKIE', value }
}
