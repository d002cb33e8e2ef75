import { mergeKey } from './merge-key.ts'
import type { Field, List, Table, Value } from './tree.ts'
import { leaf, leaves } from './values.ts'

/** How an attribute of a service is merged (compose-go v2.6, override/merge.go and uncity.go); the rest merges by its kind. */
type Rule = 'replace' | 'pairs' | 'names' | 'unique' | 'append'

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['command', 'replace'],
  ['entrypoint', 'replace'],
  ['healthcheck.test', 'replace'],
  ['environment', 'pairs'],
  ['labels', 'pairs'],
  ['annotations', 'pairs'],
  ['sysctls', 'pairs'],
  ['build.args', 'pairs'],
  ['build.labels', 'pairs'],
  ['build.additional_contexts', 'pairs'],
  ['deploy.labels', 'pairs'],
  ['depends_on', 'names'],
  ['networks', 'names'],
  ['extra_hosts', 'unique'],
  ['build.extra_hosts', 'unique'],
  ['dns', 'unique'],
  ['dns_opt', 'unique'],
  ['dns_search', 'unique'],
  ['env_file', 'unique'],
  ['label_file', 'unique'],
  ['tmpfs', 'unique'],
  ['ports', 'unique'],
  ['volumes', 'unique'],
  ['secrets', 'unique'],
  ['configs', 'unique'],
  ['devices', 'unique'],
  ['cap_add', 'unique'],
  ['cap_drop', 'unique'],
  ['expose', 'unique'],
  ['links', 'unique'],
  ['profiles', 'unique'],
])

/** One service over another: an override file over its base, or a service over the one that it extends. */
export function mergeService(base: Table, over: Table): Table {
  return mergeTables(base, over, '')
}

/** Merges what is no service: networks, volumes, secrets, configs. */
export function mergeResource(base: Value, over: Value): Value {
  return merge(base, over, '*')
}

function merge(base: Value, over: Value, path: string): Value {
  if (over.tag === '!override') return over
  const rule = rules.get(path)
  if (rule === 'replace') return over
  if (path === 'build') return mergeTables(buildTable(base), buildTable(over), path)
  if (over.kind === 'leaf' && over.isNull) return base
  if (base.kind === 'leaf' && base.isNull) return over
  if (rule === 'pairs') return mergeTables(pairTable(base), pairTable(over), path)
  if (rule === 'names') return mergeTables(nameTable(base), nameTable(over), path)
  if (rule === 'unique') return union(base, over, path)
  if (path === 'logging' && differs(base, over, 'driver')) return over
  if (base.kind === 'table' && over.kind === 'table') return path.startsWith('ulimits.') ? over : mergeTables(base, over, path)
  if (base.kind === 'list' && over.kind === 'list') return { ...over, items: [...base.items, ...over.items] }
  return over
}

function mergeTables(base: Table, over: Table, path: string): Table {
  const fields = new Map(base.fields)
  for (const [key, field] of over.fields) {
    if (field.value.tag === '!reset') {
      fields.delete(key)
      continue
    }
    const old = fields.get(key)
    fields.set(key, old === undefined ? field : { ...field, value: merge(old.value, field.value, path === '' ? key : `${path}.${key}`) })
  }
  return { ...over, fields }
}

/** Lists appended, an entry with a known key in the place of the old one. */
function union(base: Value, over: Value, path: string): List {
  const entries = new Map<string, Value>()
  for (const value of [base, over]) {
    for (const item of value.kind === 'list' ? value.items : value.kind === 'table' ? hostItems(value) : [value])
      entries.set(mergeKey(path, item), item)
  }
  return { kind: 'list', items: [...entries.values()], trail: over.trail, source: over.source }
}

/** `extra_hosts` as a mapping: `name=address` items. */
function hostItems(value: Table): readonly Value[] {
  return [...value.fields.values()].flatMap((field) => leaves(field.value).map((each) => ({ ...each, value: `${field.key}=${each.value}` })))
}

function buildTable(value: Value): Table {
  if (value.kind === 'table') return value
  const at = value.trail[0]
  const context: readonly [string, Field][] =
    value.kind === 'leaf' && !value.isNull && at !== undefined ? [['context', { key: 'context', at, value }]] : []
  return { kind: 'table', fields: new Map(context), trail: value.trail, source: value.source }
}

/** `KEY=value` lists as mappings, so that both forms merge by key. */
function pairTable(value: Value): Table {
  if (value.kind === 'table') return value
  return listTable(value, (written) => {
    const cut = written.indexOf('=')
    return cut === -1 ? [written, undefined] : [written.slice(0, cut), written.slice(cut + 1)]
  })
}

function nameTable(value: Value): Table {
  return value.kind === 'table' ? value : listTable(value, (written) => [written, undefined])
}

function listTable(value: Value, cut: (written: string) => readonly [string, string | undefined]): Table {
  const fields = new Map<string, Field>()
  for (const item of leaves(value)) {
    const [key, rest] = cut(item.value)
    const at = item.trail.find((place) => place.file === item.source.input.file) ?? item.trail[0]
    if (at === undefined) continue
    fields.set(key, {
      key,
      at,
      value: { ...item, value: rest ?? '', isNull: rest === undefined, unresolved: item.unresolved.filter((hole) => rest?.includes(hole.text)) },
    })
  }
  return { kind: 'table', fields, trail: value.trail, source: value.source }
}

function differs(base: Value, over: Value, key: string): boolean {
  const one = base.kind === 'table' ? leaf(base.fields.get(key)?.value)?.value : undefined
  const other = over.kind === 'table' ? leaf(over.fields.get(key)?.value)?.value : undefined
  return one !== undefined && other !== undefined && one !== other
}
