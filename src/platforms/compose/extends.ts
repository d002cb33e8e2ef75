import { resolve } from 'node:path'
import type { Mapping, Node } from '../../formats/node.ts'
import { entryOf, scalarText } from '../../formats/node.ts'
import { topLevel } from './document.ts'
import { addGap, fail, placeAt } from '../input.ts'
import { mergeService } from './merge.ts'
import type { Session } from './model.ts'
import { inputOf } from './model.ts'
import type { Source, Table, Value } from './tree.ts'
import { convert } from './tree.ts'
import { get, leaf } from './values.ts'

/** A service as it is written, with the services among which it stands. */
export interface Written {
  readonly node: Mapping
  readonly name: string
  readonly services: Mapping
  readonly source: Source
  readonly line: number
}

const longestChain = 50

/** The service with everything that it extends below it (Compose specification, `extends`). */
export function extendService(written: Written, session: Session, chain: readonly string[] = []): Table | undefined {
  const value = convert(written.node, written.source)
  if (value.kind !== 'table') return undefined
  const field = value.fields.get('extends')
  if (field === undefined || field.value.tag === '!reset') return value
  const { input } = written.source
  const wanted = target(field.value)
  if (wanted === undefined) {
    addGap(input, `\`extends\` of \`${written.name}\` names no service`, field.at.line, true)
    return value
  }
  const link = `${written.source.path}\n${written.name}`
  const isLoop = chain.includes(link)
  if (isLoop || chain.length >= longestChain) {
    addGap(
      input,
      isLoop ? `\`extends\` of \`${written.name}\` is a loop` : `\`extends\` of \`${written.name}\` is a chain of more than ${longestChain}`,
      field.at.line,
      true,
    )
    return value
  }
  const via = [placeAt(input.file, { line: field.at.line, endLine: field.at.line }), ...written.source.via]
  const base = find(wanted, { ...written.source, via }, written, field.at.line, session)
  if (base === undefined) return value
  const table = extendService(base, session, [...chain, link])
  return table === undefined ? value : mergeService(table, value)
}

interface Target {
  readonly service: string
  readonly file?: string
}

function target(value: Value): Target | undefined {
  const short = leaf(value)
  if (short !== undefined) return { service: short.value }
  const service = leaf(get(value, 'service'))
  const file = leaf(get(value, 'file'))
  if (service === undefined) return undefined
  return file === undefined ? { service: service.value } : { service: service.value, file: file.value }
}

function find(wanted: Target, source: Source, from: Written, line: number, session: Session): Written | undefined {
  const { input } = from.source
  if (wanted.file === undefined) {
    const node = entryOf(from.services, wanted.service)
    if (node?.value.kind === 'mapping') return { node: node.value, name: wanted.service, services: from.services, source, line: node.keySpan.line }
    addGap(input, `\`${from.name}\` extends \`${wanted.service}\`, which is not in this file`, line, true)
    return undefined
  }
  const path = resolve(from.source.base, wanted.file)
  const shown = session.documents.files.display(path)
  if (session.budget.files-- <= 0) {
    addGap(input, 'too complex: more files are extended than are read', line, true)
    return undefined
  }
  const document = session.documents.open(path)
  if (document.state !== 'read') {
    addGap(input, `\`${from.name}\` extends a service of ${document.state === 'outside' ? wanted.file : shown}, which ${document.why}`, line, true)
    return undefined
  }
  const other = inputOf(session, path, 'compose')
  for (const problem of document.yaml.problems) addGap(other, problem.message, problem.line, true)
  for (const services of topLevel(document, 'services')) {
    const node = entryOf(services, wanted.service)
    if (services.kind === 'mapping' && node?.value.kind === 'mapping') {
      return {
        node: node.value,
        name: wanted.service,
        services,
        source: { ...source, input: other, path, base: folderOf(path) },
        line: node.keySpan.line,
      }
    }
  }
  if (!hasServices(topLevel(document, 'services')) && document.yaml.problems.length > 0) fail(other, 'has no services that can be read')
  addGap(input, `\`${from.name}\` extends \`${wanted.service}\`, which is not in ${shown}`, line, true)
  return undefined
}

function hasServices(nodes: readonly Node[]): boolean {
  return nodes.some((node) => node.kind === 'mapping' && node.entries.length > 0)
}

function folderOf(path: string): string {
  return resolve(path, '..')
}

/** The files that a document's services extend, as they are written. */
export function extendedFiles(services: readonly Node[]): readonly string[] {
  return services.flatMap((node) =>
    (node.kind === 'mapping' ? node.entries : []).flatMap(
      (service) => scalarText(entryOf(entryOf(service.value, 'extends')?.value, 'file')?.value) ?? [],
    ),
  )
}
