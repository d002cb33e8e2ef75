import { parseErlangTerms } from '../../formats/erlang-terms.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'
import { openDocument } from '../../settings/documents.ts'
import type { Options } from './options.ts'
import { below } from './options.ts'
import type { Variables } from './variables.ts'

/** Plugins that a plugin switches on with itself (their .app files, 3.10). */
const needs: ReadonlyMap<string, readonly string[]> = new Map([
  ['rabbitmq_web_mqtt', ['rabbitmq_mqtt']],
  ['rabbitmq_web_stomp', ['rabbitmq_stomp']],
  ['rabbitmq_web_mqtt_examples', ['rabbitmq_web_mqtt', 'rabbitmq_mqtt']],
  ['rabbitmq_web_stomp_examples', ['rabbitmq_web_stomp', 'rabbitmq_stomp']],
  ['rabbitmq_stream_management', ['rabbitmq_stream', 'rabbitmq_management']],
  ['rabbitmq_federation_management', ['rabbitmq_management']],
  ['rabbitmq_shovel_management', ['rabbitmq_management']],
  ['rabbitmq_tracing', ['rabbitmq_management']],
  ['rabbitmq_top', ['rabbitmq_management']],
])

/** Says whether a plugin runs, such as `management`. */
export type Plugins = (name: string) => boolean

/**
 * Plugins by the node's own list, by RABBITMQ_ENABLED_PLUGINS, by a command that enables them or by the image's tag. Where no list is here,
 * settings for a plugin are taken as a sign of it.
 */
export function pluginsOf(input: ComponentInput, variable: Variables, options: Options, gaps: Gap[]): Plugins {
  const said = namedPlugins(input, variable, gaps)
  const names = new Set((said ?? implied(input)).flatMap((name) => [name, ...(needs.get(name) ?? [])]))
  for (const word of [...(input.entrypoint ?? []), ...(input.command ?? [])])
    if (word.value.includes('rabbitmq-plugins enable')) for (const name of word.value.match(/\brabbitmq_\w+/g) ?? []) names.add(name)
  return (name) => names.has(`rabbitmq_${name}`) || (said === undefined && below(options, name).length > 0)
}

function namedPlugins(input: ComponentInput, variable: Variables, gaps: Gap[]): readonly string[] | undefined {
  const list = variable('ENABLED_PLUGINS')
  if (list !== undefined) return list.value.split(/[\s,]+/).filter(Boolean)
  const document = openDocument(input, variable('ENABLED_PLUGINS_FILE')?.value ?? '/etc/rabbitmq/enabled_plugins', gaps)
  if (document === undefined) return undefined
  const { value: terms = [], problems } = parseErlangTerms(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  const [first] = terms
  return first?.kind === 'list' ? first.items.flatMap((item) => ('text' in item ? [item.text] : [])) : []
}

/** The official image has rabbitmq_prometheus in its list since 3.8; its tag says whether the management plugin is. */
function implied(input: ComponentInput): readonly string[] {
  if (input.form !== 'container') return []
  const management = matchesImage(input.image, ['bitnami/rabbitmq']) || /management/.test(input.image?.tag ?? '')
  return ['rabbitmq_prometheus', ...(management ? ['rabbitmq_management'] : [])]
}
