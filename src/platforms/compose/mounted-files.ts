import { posix, resolve } from 'node:path'
import type { Opened } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Files } from '../files.ts'
import type { Lookup } from './interpolate.ts'
import type { Model } from './model.ts'
import type { Mounted } from './mounts.ts'
import { isExternal } from './networks.ts'
import type { Field } from './tree.ts'
import { get, leaf } from './values.ts'

/** What the program inside sees, through its mounts. */
export interface View {
  readonly open: (path: string) => Opened
  readonly list: (path: string) => readonly string[]
}

export function viewOf(mounts: readonly Mounted[], model: Model, lookup: Lookup, files: Files): View {
  const byTarget = mounts.toSorted((a, b) => b.mount.target.value.length - a.mount.target.value.length)
  const owner = (path: string): Mounted | undefined => byTarget.find(({ mount }) => within(path, mount.target.value))
  return {
    open(path) {
      const clean = normal(path)
      const found = owner(clean)
      return found === undefined ? { state: 'absent' } : openIn(found, clean, model, lookup, files)
    },
    list(path) {
      const clean = normal(path)
      const names = new Set<string>()
      const found = owner(clean)
      const host = found === undefined ? undefined : hostPath(found, clean, model)
      for (const each of (host === undefined ? undefined : files.list(host)) ?? []) names.add(each.name)
      for (const { mount } of mounts) if (posix.dirname(mount.target.value) === clean) names.add(posix.basename(mount.target.value))
      return [...names].toSorted()
    },
  }
}

function openIn(found: Mounted, path: string, model: Model, lookup: Lookup, files: Files): Opened {
  const { mount } = found
  const trail = mount.source?.trail ?? mount.target.trail
  if (mount.kind === 'config' || mount.kind === 'secret') return openStored(found, path, model, lookup, files)
  if (mount.kind === 'tmpfs') return { state: 'absent' }
  const host = hostPath(found, path, model)
  if (host === undefined) return { state: 'unreadable', why: notReadable(found), mount: trail }
  return openHost(host, path === mount.target.value, trail, files)
}

function notReadable({ mount }: Mounted): string {
  const open = mount.source?.unresolved[0]
  if (open !== undefined) return `what is mounted at ${mount.target.value} is not known: ${open.why}`
  if (mount.kind === 'volume') return `${mount.target.value} is a volume, whose content is in no file`
  if (mount.kind === 'bind') return `${mount.target.value} comes from a path of the host outside of the files`
  return `what is mounted at ${mount.target.value} cannot be read`
}

function openHost(host: string, isMountItself: boolean, mount: readonly Place[], files: Files): Opened {
  const read = files.read(host)
  const file = files.display(host)
  if (read.state === 'text' || read.state === 'binary') files.claim(host)
  if (read.state === 'text') return { state: 'text', text: read.text, file, mount }
  if (read.state === 'binary') return { state: 'unreadable', why: `${file} ${read.why}`, mount, bytes: read.bytes, file }
  if (read.state === 'missing' && !isMountItself) return { state: 'absent' }
  const shown = read.state === 'outside' ? 'the mounted file' : file
  return { state: 'unreadable', why: `${shown} ${read.why}`, mount }
}

/** The path on this machine behind a bind mount, or behind a local volume that is bound to a folder. */
function hostPath({ mount, base }: Mounted, path: string, model: Model): string | undefined {
  const rest = path.slice(mount.target.value.length)
  const source = mount.source
  if (source === undefined || source.unresolved.length > 0) return undefined
  if (mount.kind === 'bind') return onDisk(source.value, base, rest)
  if (mount.kind !== 'volume') return undefined
  const volume = model.volumes.get(source.value)?.value
  const device = leaf(get(volume, 'driver_opts', 'device'))
  const isBound =
    leaf(get(volume, 'driver_opts', 'o'))
      ?.value.split(',')
      .some((option) => option === 'bind' || option === 'rbind') === true
  if (device === undefined || !isBound || device.unresolved.length > 0) return undefined
  return onDisk(device.value, device.source.base, rest)
}

function onDisk(source: string, base: string, rest: string): string | undefined {
  if (source.startsWith('~') || /^\p{L}:[\\/]/u.test(source)) return undefined
  return resolve(base, source, `.${rest.startsWith('/') || rest === '' ? rest : `/${rest}`}`)
}

function openStored({ mount }: Mounted, path: string, model: Model, lookup: Lookup, files: Files): Opened {
  const trail = mount.source?.trail ?? mount.target.trail
  const name = mount.source?.value ?? ''
  const field = (mount.kind === 'secret' ? model.secrets : model.configs).get(name)
  if (path !== mount.target.value) return { state: 'absent' }
  if (field === undefined) return { state: 'unreadable', why: `the ${mount.kind} \`${name}\` is not defined`, mount: trail }
  return storedText(field, mount.kind, trail, lookup, files)
}

function storedText(field: Field, kind: string, mount: readonly Place[], lookup: Lookup, files: Files): Opened {
  const { value, key } = field
  const content = leaf(get(value, 'content'))
  if (content !== undefined) return { state: 'text', text: content.value, file: content.source.input.file, mount: [...content.trail, ...mount] }
  const file = leaf(get(value, 'file'))
  if (file !== undefined && file.unresolved.length === 0)
    return openHost(resolve(file.source.base, file.value), true, [...file.trail, ...mount], files)
  const environment = leaf(get(value, 'environment'))
  if (environment !== undefined) {
    const variable = lookup(environment.value)
    const place = variable?.trail[0]
    if (variable !== undefined && place !== undefined)
      return { state: 'text', text: variable.value, file: place.file, mount: [...variable.trail, ...mount] }
    return { state: 'unreadable', why: `the ${kind} \`${key}\` takes ${environment.value} from the shell that starts Compose`, mount }
  }
  const why = isExternal(value) ? `the ${kind} \`${key}\` is made outside of the files` : `the ${kind} \`${key}\` has no content that is known`
  return { state: 'unreadable', why, mount }
}

function within(path: string, target: string): boolean {
  return path === target || target === '/' || (path.startsWith(target) && path[target.length] === '/')
}

function normal(path: string): string {
  const clean = posix.normalize(path.startsWith('/') ? path : `/${path}`)
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
}
