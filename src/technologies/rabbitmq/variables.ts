import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withAssignments } from '../../settings/assignments.ts'

export type Variables = (name: string) => Setting | undefined

/**
 * What a node takes from its environment, asked for without the prefix `RABBITMQ_`. rabbitmq-env.conf is run by the shell: what it gives to
 * `RABBITMQ_NODE_PORT` replaces the environment's, what it gives to `NODE_PORT` counts where nothing else is said (rabbit_env, 3.8 to 4.1).
 */
export function variablesOf(input: ComponentInput, gaps: Gap[]): Variables {
  const path = input.env.get('RABBITMQ_CONF_ENV_FILE')?.value ?? '/etc/rabbitmq/rabbitmq-env.conf'
  const all = withAssignments(input, [path], gaps)
  return (name) => [all.get(`RABBITMQ_${name}`), all.get(name)].find((setting) => setting !== undefined && setting.value !== '')
}

/** Arguments for the Erlang machine, all of them in one text. */
export function machineArguments(variable: Variables): readonly Setting[] {
  return ['SERVER_ERL_ARGS', 'SERVER_ADDITIONAL_ERL_ARGS', 'SERVER_START_ARGS'].flatMap((name) => variable(name) ?? [])
}
