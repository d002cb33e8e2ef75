import { dirname, join, resolve } from 'node:path'
import type { Node } from '../../formats/node.ts'
import { child, itemsOf, scalarText } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import { addGap } from '../input.ts'
import type { Lookup, Variable } from './interpolate.ts'
import type { Layers, Model, Session } from './model.ts'
import { inputOf, resourceKinds } from './model.ts'
import type { Source, Value } from './tree.ts'
import { get, items, leaf, leaves } from './values.ts'
import { readEnv } from './variables.ts'

type Load = (layers: Layers, session: Session) => Model

/** Reads what a file includes and adds it to the file's own model (compose-go v2.6, loader/include.go). */
export function readIncludes(value: Value, source: Source, layers: Layers, session: Session, model: Model, load: Load): void {
  const done = new Set<string>()
  for (const item of items(value)) {
    const line = item.trail.find((place) => place.file === source.input.file)?.line
    const paths = leaves(item.kind === 'table' ? get(item, 'path') : item).map((each) => resolve(layers.base, each.value))
    const first = paths[0]
    const at = item.trail.find((place) => place.file === source.input.file)
    if (first === undefined || at === undefined) {
      if (item.kind !== 'leaf' || !item.isNull) addGap(source.input, '`include` names no file', line, true)
      continue
    }
    if (leaves(item.kind === 'table' ? get(item, 'path') : item).some((each) => isRemote(each.value))) {
      addGap(source.input, '`include` of a remote resource is not read', line, true)
      continue
    }
    if (layers.above.includes(first)) {
      addGap(source.input, `\`include\` is a loop: ${session.documents.files.display(first)} is being read already`, line, true)
      continue
    }
    if (session.budget.files-- <= 0 || layers.above.length > 50) {
      addGap(source.input, 'too complex: more files are included than are read', line, true)
      continue
    }
    if (!readable(paths, source, line, session)) continue
    const folder = leaf(get(item, 'project_directory'))
    const base = folder === undefined ? dirname(first) : resolve(layers.base, folder.value)
    const envFiles = leaves(get(item, 'env_file')).map((each) => resolve(layers.base, each.value))
    const key = [base, ...paths, '', ...envFiles].join('\n')
    if (done.has(key)) continue
    done.add(key)
    const via: readonly Place[] = [{ file: at.file, line: at.line }, ...source.via]
    const lookup = includeLookup(base, envFiles, layers.lookup, session)
    addModel(model, load({ paths, base, lookup, via, above: layers.above }, session), source, line)
  }
}

function readable(paths: readonly string[], source: Source, line: number | undefined, session: Session): boolean {
  for (const path of paths) {
    const document = session.documents.open(path)
    if (document.state === 'read') continue
    const shown = document.state === 'outside' ? 'a file' : session.documents.files.display(path)
    addGap(source.input, `\`include\` of ${shown}, which ${document.why}`, line, true)
    return false
  }
  return true
}

/** Variables of the including project win over the included one's own. */
function includeLookup(base: string, envFiles: readonly string[], outer: Lookup, session: Session): Lookup {
  const own = new Map<string, Variable>()
  const { files } = session.documents
  const standard = join(base, '.env')
  const paths = envFiles.length > 0 ? envFiles : files.read(standard).state === 'missing' ? [] : [standard]
  for (const path of paths) {
    const reading = readEnv({ path, outer: (name) => outer(name) ?? own.get(name), via: [] }, files, inputOf(session, path, 'env'))
    for (const [name, variable] of reading.variables) if (variable !== undefined) own.set(name, variable)
  }
  return own.size === 0 ? outer : (name) => outer(name) ?? own.get(name)
}

function addModel(model: Model, included: Model, source: Source, line: number | undefined): void {
  model.at ??= included.at
  for (const [name, service] of included.services) {
    if (model.services.has(name))
      addGap(source.input, `the service \`${name}\` is in this file and in an included one, which Compose refuses`, line, true)
    else model.services.set(name, service)
  }
  for (const kind of resourceKinds) {
    for (const [name, field] of included[kind]) if (!model[kind].has(name)) model[kind].set(name, field)
  }
}

function isRemote(path: string): boolean {
  return /^(?:oci|https?|git|ssh):|^git@|^github\.com\//.test(path)
}

/** The files that a document includes, as they are written. */
export function includedFiles(includes: readonly Node[]): readonly string[] {
  return includes.flatMap((node) =>
    itemsOf(node).flatMap((item) => {
      const path = item.kind === 'mapping' ? child(item, 'path') : item
      return path?.kind === 'sequence' ? path.items.flatMap((each) => scalarText(each) ?? []) : (scalarText(path) ?? [])
    }),
  )
}
