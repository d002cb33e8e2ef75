import { dirname, relative } from 'node:path'
import type { Node } from '../../../formats/node.ts'
import { entryOf } from '../../../formats/node.ts'
import type { Mount } from '../../../model/input.ts'
import type { Outcome } from '../../workspace.ts'
import { inTurn } from '../../workspace.ts'
import { mount as addMount } from './file.ts'
import type { Target } from './target.ts'
import { fileOf, homeOf, serviceIn, set, setTop, targetOf } from './target.ts'

/** Where a service finds a file of the host: the file itself is mounted there, or a folder with it. */
export interface Finding {
  readonly mount: Mount
  /** As the program inside names it. */
  readonly path: string
}

/** @param file absolute, on this disk */
export function findingsOf({ component, space }: Target, file: string): readonly Finding[] {
  const names = file.split('/')
  return component.mounts.flatMap((mount) => {
    if (mount.kind === 'tmpfs' || mount.kind === 'pipe') return []
    const isIt = (path: string): boolean => {
      const opened = component.open(path)
      return opened.state === 'text' && space.path(opened.file) === file
    }
    const inside = names.map((_, at) => `/${names.slice(at).join('/')}`)
    const path = [mount.target.value, ...inside.map((rest) => `${mount.target.value.replace(/\/$/, '')}${rest}`)].find(isIt)
    return path === undefined ? [] : [{ mount, path }]
  })
}

/** The service finds a file where it did, though it lies elsewhere now: the mount leads there, or, where a folder is mounted, one over it. */
export function remount(target: Target, file: string, to: string): Outcome {
  const near = relative(dirname(homeOf(target)), to)
  const source = near.startsWith('../') ? near : `./${near}`
  return inTurn(findingsOf(target, file), ({ mount, path }) => {
    if (path !== mount.target.value) return addMount(target, `${source}:${path}:ro`)
    return mount.kind === 'config' || mount.kind === 'secret' ? setStored(target, mount, source) : setSource(target, mount, source)
  })
}

function setStored(target: Target, { kind, source }: Mount, to: string): Outcome {
  const name = source?.value ?? ''
  const place = target.deployment.secrets.find((each) => each.name === name && each.kind === kind && each.from === 'file')?.at.file
  if (place === undefined) return { cannot: `the ${kind} ${name} is not written in a file` }
  return setTop(target, target.space.path(place), [`${kind}s`, name, 'file'], to)
}

/** The mount keeps its form and its options. */
function setSource(target: Target, { at, target: inside }: Mount, source: string): Outcome {
  const file = fileOf(target, 'volumes', [at])
  const list = serviceIn(target, file, 'volumes')
  const items = list?.kind === 'sequence' ? list.items : []
  const index = items.findIndex((item) => targetOf(item) === inside.value)
  const item: Node | undefined = items[index]
  if (item?.kind === 'mapping' && entryOf(item, 'source') !== undefined) return set(target, file, ['volumes', index, 'source'], source)
  const rest = item?.kind === 'scalar' ? item.text.lastIndexOf(`:${inside.value}`) : -1
  if (item?.kind !== 'scalar' || rest === -1) return { cannot: `the mount on ${inside.value} is not written in ${target.space.display(file)}` }
  return set(target, file, ['volumes', index], `${source}${item.text.slice(rest)}`)
}
