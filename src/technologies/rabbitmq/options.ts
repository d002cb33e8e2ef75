import { parseProperties } from '../../formats/properties.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'

export type Options = ReadonlyMap<string, Setting>

/** Settings of rabbitmq.conf and conf.d/*.conf in the order in which RabbitMQ reads them (3.8 and later: later files win). */
export function optionsOf(input: ComponentInput, gaps: Gap[]): Options {
  const all = new Map<string, Setting>()
  const bases = ['/etc/rabbitmq', '/opt/bitnami/rabbitmq/etc/rabbitmq', '/bitnami/rabbitmq/conf']
  const written = input.env.get('RABBITMQ_CONFIG_FILE')?.value
  const mains = written === undefined ? bases.map((base) => `${base}/rabbitmq.conf`) : [written.endsWith('.conf') ? written : `${written}.conf`]
  const extras = bases.flatMap((base) =>
    input
      .list(`${base}/conf.d`)
      .filter((name) => name.endsWith('.conf'))
      .toSorted()
      .map((name) => `${base}/conf.d/${name}`),
  )
  for (const path of [...mains, ...extras]) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const { key, value, span } of parseProperties(document.text).entries)
      all.set(key, settingAt(document, value.replace(/^(['"])(.*)\1$/s, '$2'), span))
  }
  for (const name of ['rabbitmq.config', 'advanced.config']) {
    if (input.open(`/etc/rabbitmq/${name}`).state === 'text')
      gaps.push({ why: `${input.id}: ${name} holds Erlang terms, which are not read`, place: input.at })
  }
  return all
}

/** Plugins that are switched on by a mounted file or by the image's tag. */
export function hasPlugin(input: ComponentInput, name: string): boolean {
  const opened = input.open('/etc/rabbitmq/enabled_plugins')
  if (opened.state === 'text') return new RegExp(`\\b${name}\\b`).test(opened.text)
  const inCommand = [...(input.entrypoint ?? []), ...(input.command ?? [])].some(
    (word) => word.value.includes('rabbitmq-plugins enable') && word.value.includes(name),
  )
  if (inCommand) return true
  return name === 'rabbitmq_management' && /management/.test(input.image?.tag ?? '')
}
