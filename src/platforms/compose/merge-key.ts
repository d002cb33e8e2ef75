import { posix } from 'node:path'
import { readPort } from './ports.ts'
import type { Value } from './tree.ts'
import { get, leaf } from './values.ts'
import { cutVolume } from './volume.ts'

/** What makes two entries of a list the same one (compose-go v2.6, override/uncity.go). */
export function mergeKey(path: string, item: Value): string {
  const written = leaf(item)?.value
  switch (path) {
    case 'ports':
      return portKey(item)
    case 'volumes': {
      const target = item.kind === 'leaf' ? cutVolume(item)?.target.value : leaf(get(item, 'target'))?.value
      return posix.normalize(target ?? written ?? '').replace(/(.)\/$/, '$1')
    }
    case 'secrets':
      return mountKey(item, '/run/secrets/')
    case 'configs':
      return mountKey(item, '/')
    case 'env_file':
      return written ?? leaf(get(item, 'path'))?.value ?? ''
    case 'devices':
      return written === undefined ? (leaf(get(item, 'target'))?.value ?? '') : (written.split(':')[1] ?? written)
    case 'extra_hosts':
    case 'build.extra_hosts':
      return (written ?? '').replace(':', '=')
    default:
      return (written ?? '').split('=')[0] ?? ''
  }
}

/** The items of a list, each once: the last of equal ones, in the place of the first. */
export function distinct(path: string, all: readonly Value[]): readonly Value[] {
  if (all.length < 2) return all
  return [...new Map(all.map((item) => [mergeKey(path, item), item])).values()]
}

function portKey(item: Value): string {
  const port = readPort(item, () => undefined)
  if (port === undefined || port.unresolved !== undefined) return leaf(item)?.value ?? JSON.stringify(item.trail)
  const { published, target } = port
  return `${port.host?.value ?? ''}:${published === undefined ? '' : `${published.from}-${published.to}`}:${target.from}-${target.to}/${port.protocol}`
}

function mountKey(item: Value, folder: string): string {
  const name = leaf(item)?.value ?? leaf(get(item, 'source'))?.value ?? ''
  return leaf(get(item, 'target'))?.value ?? `${folder}${name}`
}
