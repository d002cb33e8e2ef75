import { posix } from 'node:path'
import type { Mount } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { addGap } from '../input.ts'
import { distinct } from './merge-key.ts'
import type { Service } from './model.ts'
import type { Leaf, Table, Value } from './tree.ts'
import { boolean, fields, get, items, leaf, leaves, part, plain, split, text } from './values.ts'
import { cutVolume, sourceKind } from './volume.ts'

/** A mount with the folder where its source's relative path starts. */
export interface Mounted {
  readonly mount: Mount
  readonly base: string
}

const propagations: ReadonlySet<string> = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'])

/** All that is mounted into the service, but for what `volumes_from` brings. */
export function readMounts(service: Service): readonly Mounted[] {
  const { value } = service
  return [
    ...distinct('volumes', items(get(value, 'volumes'))).flatMap((item) => readVolume(item) ?? []),
    ...leaves(get(value, 'tmpfs')).flatMap((item) => readTmpfs(item) ?? []),
    ...items(get(value, 'configs')).flatMap((item) => readStored(item, 'config') ?? []),
    ...items(get(value, 'secrets')).flatMap((item) => readStored(item, 'secret') ?? []),
  ]
}

function readVolume(item: Value): Mounted | undefined {
  if (item.kind === 'table') return readLongVolume(item)
  if (item.kind === 'list' || item.isNull) return undefined
  const cut = cutVolume(plain(item))
  const at = item.trail[0]
  if (cut === undefined || at === undefined) {
    addGap(item.source.input, 'the volume cannot be read: `[source:]target[:options]` is expected', lineIn(item), true)
    return undefined
  }
  const { source, options } = cut
  const kind = source === undefined ? 'volume' : sourceKind(source)
  const propagation = options.find((option) => propagations.has(option))
  return mounted(item, {
    kind: kind === 'unknown' ? 'other' : kind,
    ...(source === undefined ? {} : { source }),
    target: cleanTarget(cut.target),
    readOnly: options.includes('ro'),
    ...(propagation === undefined ? {} : { propagation }),
    options,
    at,
  })
}

const kinds: ReadonlyMap<string, Mount['kind']> = new Map([
  ['bind', 'bind'],
  ['volume', 'volume'],
  ['tmpfs', 'tmpfs'],
  ['npipe', 'pipe'],
])

function readLongVolume(item: Table): Mounted | undefined {
  const target = text(get(item, 'target'))
  const at = item.trail[0]
  if (target === undefined || at === undefined) {
    addGap(item.source.input, 'a volume without `target` is none', lineIn(item), true)
    return undefined
  }
  const source = text(get(item, 'source'))
  const propagation = text(get(item, 'bind', 'propagation'))?.value
  return mounted(item, {
    kind: kinds.get(leaf(get(item, 'type'))?.value ?? 'volume') ?? 'other',
    ...(source === undefined ? {} : { source }),
    target: cleanTarget(target),
    readOnly: boolean(get(item, 'read_only'))?.value ?? false,
    ...(propagation === undefined ? {} : { propagation }),
    options: [...optionTexts(get(item, 'bind')), ...optionTexts(get(item, 'volume')), ...optionTexts(get(item, 'tmpfs'))],
    at,
  })
}

function optionTexts(value: Value | undefined): readonly string[] {
  return fields(value).flatMap((field) => {
    const found = leaf(field.value)
    return found === undefined ? [] : [`${field.key}=${found.value}`]
  })
}

function readTmpfs(item: Leaf): Mounted | undefined {
  const at = item.trail[0]
  const [target = '', ...rest] = split(plain(item), ':')
  if (at === undefined || target === '') return undefined
  const options = rest
    .join(':')
    .split(',')
    .filter((option) => option !== '')
  return mounted(item, { kind: 'tmpfs', target: cleanTarget(part(item, target)), readOnly: options.includes('ro'), options, at })
}

/** A config or secret of the project: `/NAME` and `/run/secrets/NAME`, unless a target is given. */
function readStored(item: Value, kind: 'config' | 'secret'): Mounted | undefined {
  const source = text(item) ?? text(get(item, 'source'))
  const at = item.trail[0]
  if (source === undefined || at === undefined) {
    addGap(item.source.input, `a ${kind} without a name is none`, lineIn(item), true)
    return undefined
  }
  const given = text(get(item, 'target'))
  const folder = kind === 'secret' ? '/run/secrets' : '/'
  const target = given ?? source
  const options = fields(item).flatMap((field) => {
    const found = ['uid', 'gid', 'mode'].includes(field.key) ? leaf(field.value) : undefined
    return found === undefined ? [] : [`${field.key}=${found.value}`]
  })
  const path = target.value.startsWith('/') ? target.value : posix.join(folder, target.value)
  return mounted(item, { kind, source, target: { ...target, value: path }, readOnly: true, options, at })
}

function mounted(item: Value, mount: Mount): Mounted {
  return { mount, base: item.source.base }
}

/** Compose normalises targets; a Windows path stays as it is. */
function cleanTarget(target: Setting): Setting {
  if (!target.value.startsWith('/')) return target
  const clean = posix.normalize(target.value)
  return { ...target, value: clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean }
}

function lineIn(item: Value): number | undefined {
  return item.trail.find((place: Place) => place.file === item.source.input.file)?.line
}

/** Services and containers whose mounts this one takes over: `name[:ro]`, `container:name[:ro]`. */
export function volumesFrom(service: Service): readonly { readonly name: string; readonly container: boolean; readonly readOnly: boolean }[] {
  return leaves(get(service.value, 'volumes_from')).map((item) => {
    const parts = item.value.split(':')
    const container = parts[0] === 'container'
    return { name: (container ? parts[1] : parts[0]) ?? '', container, readOnly: parts.at(-1) === 'ro' }
  })
}
