import { child, entriesOf, scalarText } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'
import { exporters } from './exporters.ts'
import { receivers } from './receivers.ts'

/** Collector 0.90 to 0.130. Several files may be given; the first that is mounted is read. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const path = flag(commandLine(input), ['--config'])?.value?.value.replace(/^file:/, '')
  const tree = openTree(
    input,
    [...(path === undefined ? [] : [path]), '/etc/otelcol/config.yaml', '/etc/otelcol-contrib/config.yaml', '/etc/otel-collector-config.yaml'],
    gaps,
  )
  const image = { runsAs: 'user', healthcheck: false } as const
  if (tree === undefined) return { image, gaps }
  return { listeners: receivers(tree, version), connections: exporters(tree), observations: chatty(tree), image, gaps }
}

/** Exporters that write what passes through into the log. */
function chatty(tree: TreeDocument): readonly Observation[] {
  const used = new Set<string>()
  for (const { value } of entriesOf(child(tree.root, 'service', 'pipelines'))) {
    const list = child(value, 'exporters')
    if (list?.kind === 'sequence') for (const item of list.items) used.add(scalarText(item) ?? '')
  }
  return entriesOf(child(tree.root, 'exporters')).flatMap(({ key, value }) => {
    const verbosity = nodeSetting(tree.document, child(value, 'verbosity') ?? child(value, 'loglevel'))
    if (!/^(?:debug|logging)(?:\/|$)/.test(key) || !used.has(key) || verbosity === undefined || !/^(?:detailed|debug)$/i.test(verbosity.value))
      return []
    return [
      {
        concern: 'data-in-logs',
        key: `exporters.${key}.verbosity`,
        verdict: 'unsafe' as const,
        basis: 'configured' as const,
        stake: 'data' as const,
        trail: verbosity.trail,
        message: 'The collector writes every record that passes through it into its own log, with all attributes.',
        actual: `verbosity: ${verbosity.value}`,
        expected: 'basic',
        fix: `set verbosity: basic, or take ${key} out of the pipelines`,
      },
    ]
  })
}
