import type { Component, Deployment } from '../model/graph.ts'
import type { Mount } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { hasHole } from '../protocols/holes.ts'

/** A path of the host that a component sees, by a bind mount or through a named volume that is bound to a folder. */
export interface HostPath {
  readonly component: Component
  readonly mount: Mount
  /** Cleaned: one slash between components, no `.` and `..`, `~` for the home folder; relative paths begin with `./`, unless with a variable. */
  readonly path: string
  /** A part of the path has no value here. */
  readonly open: boolean
  readonly trail: readonly Place[]
}

/** All host paths of a component, in the order of its mounts. */
export function hostPaths(component: Component, deployment: Deployment): readonly HostPath[] {
  return component.input.mounts.flatMap((mount): readonly HostPath[] => {
    const source = sourceOf(mount, deployment)
    if (source === undefined) return []
    const path = cleanPath(source.value)
    return [{ component, mount, path, open: hasHole(path), trail: source === mount.source ? [mount.at] : [mount.at, ...source.trail] }]
  })
}

function sourceOf(mount: Mount, deployment: Deployment): Setting | undefined {
  if (mount.source === undefined) return undefined
  if (mount.kind !== 'volume') return mount.kind === 'bind' || mount.kind === 'pipe' || mount.kind === 'other' ? mount.source : undefined
  const volume = deployment.input.volumes.find((candidate) => candidate.name === mount.source?.value)
  const device = volume?.options.get('device')
  const type = volume?.options.get('type')?.value ?? 'none'
  // `type: nfs` and the like name a path on another machine
  return device !== undefined && (type === 'none' || type === 'bind') ? device : undefined
}

/** Lexical only: nothing is looked up on a disk. */
export function cleanPath(text: string): string {
  const home = text.replace(/^\$\{HOME(?::?-[^}]*)?\}|^\$HOME(?=\/|$)/, '~').replaceAll('\\', '/')
  const absolute = home.startsWith('/')
  const parts: string[] = []
  for (const part of home.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '~') parts.pop()
    else if (part !== '..' || !absolute) parts.push(part)
  }
  if (absolute) return `/${parts.join('/')}`
  return parts[0] === '~' || /^(?:\$\{|<)/.test(home) ? parts.join('/') : `./${parts.join('/')}`
}

/** True for the folder itself and everything in it; `/homepage` is not in `/home`. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

const sockets: ReadonlySet<string> = new Set([
  'docker.sock',
  'docker.raw.sock',
  'containerd.sock',
  'podman.sock',
  'crio.sock',
  'cri-dockerd.sock',
  'dockershim.sock',
  'buildkitd.sock',
  'docker_engine',
])

/** The socket or pipe through which a container engine takes orders. */
export function isControlSocket(path: string): boolean {
  return sockets.has(path.slice(path.lastIndexOf('/') + 1).toLowerCase())
}
