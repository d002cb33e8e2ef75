import type { Store } from '../model/graph.ts'
import type { ComponentInput, Mount } from '../model/input.ts'
import type { VolumeInput } from '../model/platform.ts'
import type { StoreReading } from '../model/technology.ts'

/** Where each kept path really lands: the deepest mount above it, or the container's own layer. */
export function buildStores(input: ComponentInput, readings: readonly StoreReading[], volumes: readonly VolumeInput[]): readonly Store[] {
  return readings.map((reading) => {
    const mount = deepestMount(input.mounts, reading.path)
    const volume = mount?.kind === 'volume' ? volumes.find((candidate) => candidate.name === mount.source?.value) : undefined
    const kept = mount === undefined && input.form !== 'container' ? 'bind' : keptBy(mount, volume)
    const source =
      (kept === 'bind' ? volume?.options.get('device')?.value : undefined) ?? mount?.source?.value ?? (kept === 'bind' ? reading.path : undefined)
    return {
      id: `${input.id}:${reading.path}`,
      component: input.id,
      path: reading.path,
      holds: reading.holds,
      disposable: reading.disposable ?? false,
      kept,
      ...(source === undefined ? {} : { source }),
      trail: mount === undefined ? [...(reading.trail ?? []), input.at] : [mount.at, ...(reading.trail ?? [])],
    }
  })
}

function deepestMount(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    // a config or a secret is one file, and a pipe keeps nothing
    if (mount.kind === 'config' || mount.kind === 'secret' || mount.kind === 'pipe' || !covers(mount.target.value, path)) continue
    if (best === undefined || trimmed(mount.target.value).length > trimmed(best.target.value).length) best = mount
  }
  return best
}

/** Paths are compared as Linux does: `/VAR/lib` is not `/var/lib`. */
function covers(folder: string, path: string): boolean {
  const base = trimmed(folder)
  return trimmed(path) === base || trimmed(path).startsWith(`${base}/`)
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '')
}

function keptBy(mount: Mount | undefined, volume: VolumeInput | undefined): Store['kept'] {
  if (mount === undefined) return 'container'
  if (mount.kind === 'tmpfs') return 'tmpfs'
  if (mount.kind === 'bind') return 'bind'
  if (volume?.external === true) return 'external'
  const [type, options] = [volume?.options.get('type')?.value, volume?.options.get('o')?.value]
  if (type === 'tmpfs') return 'tmpfs'
  return options !== undefined && /(?:^|,)r?bind(?:,|$)/.test(options) ? 'bind' : 'volume'
}
