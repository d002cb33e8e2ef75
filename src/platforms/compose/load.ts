import type { Entry, Node } from '../../formats/node.ts'
import { entriesOf } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import { extendService } from './extends.ts'
import { readIncludes } from './include.ts'
import { addGap, fail, placeAt } from '../input.ts'
import { mergeResource, mergeService } from './merge.ts'
import type { Layers, Model, Service, Session } from './model.ts'
import { emptyModel, inputOf, resourceKinds } from './model.ts'
import { firstServiceOfVersion1 } from './recognise.ts'
import type { Source } from './tree.ts'
import { convert } from './tree.ts'
import { checkKeys } from './keys.ts'

export function loadLayers(layers: Layers, session: Session): Model {
  const model = emptyModel()
  for (const path of layers.paths) loadFile(path, layers, session, model)
  return model
}

function loadFile(path: string, layers: Layers, session: Session, model: Model): void {
  const input = inputOf(session, path, 'compose')
  const document = session.documents.open(path)
  if (document.state !== 'read') return fail(input, document.why)
  const { documents, problems } = document.yaml
  for (const problem of problems) addGap(input, problem.message, problem.line, true)
  const source: Source = { input, path, base: layers.base, lookup: layers.lookup, via: layers.via, budget: session.budget }
  const present = documents.filter((node) => node !== undefined)
  if (present.length === 0 && problems.length === 0) fail(input, 'is empty')
  for (const node of present) {
    const old = node.kind === 'mapping' ? firstServiceOfVersion1(node) : undefined
    if (old !== undefined) fail(input, 'has no `services`: it is written in the format of Compose 1, which Compose 2 does not read', old.keySpan.line)
    else if (node.kind === 'mapping') loadDocument(node, source, layers, session, model)
    else fail(input, 'is no mapping: a Compose file has keys such as `services`', node.span.line)
  }
  if (problems.length > 0 && model.services.size === 0) input.status = 'failed'
}

function loadDocument(node: Node, source: Source, layers: Layers, session: Session, model: Model): void {
  const own = emptyModel()
  for (const entry of entriesOf(node)) {
    if (entry.key === 'services') loadServices(entry, source, session, own)
    else if (entry.key === 'name') {
      const name = convert(entry.value, source)
      if (name.kind === 'leaf' && !name.isNull) own.name = name
    } else {
      const kind = resourceKinds.find((each) => each === entry.key)
      if (kind !== undefined) loadResources(entry, own[kind], source)
    }
  }
  for (const entry of entriesOf(node)) {
    if (entry.key === 'include')
      readIncludes(convert(entry.value, source), source, { ...layers, above: [...layers.above, source.path] }, session, own, loadLayers)
  }
  mergeModels(model, own)
}

function loadServices(entry: Entry, source: Source, session: Session, model: Model): void {
  const file = source.input.file
  if (entry.value.kind !== 'mapping') {
    const isEmpty = entry.value.kind === 'scalar' && entry.value.type === 'null'
    addGap(source.input, isEmpty ? '`services` is empty' : '`services` is no mapping', entry.keySpan.line, true)
    return
  }
  model.at = placeAt(file, entry.keySpan)
  for (const each of entry.value.entries) {
    const at: Place = { file, line: each.keySpan.line }
    if (each.value.kind === 'scalar' && each.value.tag === '!reset') {
      model.services.set(each.key, {
        name: each.key,
        at,
        value: { kind: 'table', fields: new Map(), trail: [at], tag: '!reset', source },
        lookup: source.lookup,
      })
      continue
    }
    if (each.value.kind !== 'mapping') {
      addGap(source.input, `the service \`${each.key}\` is no mapping`, each.keySpan.line, true)
      continue
    }
    const value = extendService({ node: each.value, name: each.key, services: entry.value, source, line: each.keySpan.line }, session)
    if (value === undefined) continue
    checkKeys(value)
    model.services.set(each.key, { name: each.key, at, value, lookup: source.lookup })
  }
}

function loadResources(entry: Entry, into: Model['networks'], source: Source): void {
  if (entry.value.kind !== 'mapping') {
    if (entry.value.kind !== 'scalar' || entry.value.type !== 'null') addGap(source.input, `\`${entry.key}\` is no mapping`, entry.keySpan.line, true)
    return
  }
  for (const each of entry.value.entries) {
    into.set(each.key, { key: each.key, at: placeAt(source.input.file, each.keySpan), value: convert(each.value, source) })
  }
}

/** Puts a later file's model over an earlier one's. */
function mergeModels(model: Model, over: Model): void {
  model.name = over.name ?? model.name
  model.at ??= over.at
  for (const [name, service] of over.services) {
    const old = model.services.get(name)
    if (service.value.tag === '!reset') model.services.delete(name)
    else model.services.set(name, old === undefined || service.value.tag === '!override' ? service : mergedService(old, service))
  }
  for (const kind of resourceKinds) {
    for (const [name, field] of over[kind]) {
      const old = model[kind].get(name)
      if (field.value.tag === '!reset') model[kind].delete(name)
      else model[kind].set(name, old === undefined ? field : { ...field, value: mergeResource(old.value, field.value) })
    }
  }
}

function mergedService(old: Service, over: Service): Service {
  // the place is where the service is defined, not where a line is added to it
  const at = defines(old) || !defines(over) ? old.at : over.at
  return { ...over, at, value: mergeService(old.value, over.value) }
}

function defines(service: Service): boolean {
  return ['image', 'build', 'extends'].some((key) => service.value.fields.has(key))
}
