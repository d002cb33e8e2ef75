import { yamlLists } from '../../../formats/edits/yaml-lists.ts'
import type { Node } from '../../../formats/node.ts'
import { mount } from './file.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { fileOf, homeOf, serviceIn, set, setTop, targetOf } from './target.ts'

const lists = yamlLists()

/** Declares a volume and mounts it. */
export function addVolume(target: Target, path: string, name: string): Outcome {
  if (target.component.mounts.some((each) => each.target.value === path)) return { cannot: `something is mounted on ${path} already` }
  const declared = target.deployment.volumes.some((volume) => volume.name === name) ? [] : setTop(target, homeOf(target), ['volumes', name], null)
  return 'cannot' in declared ? declared : mount(target, `${name}:${path}`)
}

/** The mount keeps its form and gets `ro`. */
export function mountReadOnly(target: Target, path: string): Outcome {
  const mounts = target.component.mounts.filter((each) => each.target.value === path)
  const file = fileOf(
    target,
    'volumes',
    mounts.map(({ at }) => at),
  )
  const list = serviceIn(target, file, 'volumes')
  const items = list?.kind === 'sequence' ? list.items : []
  const index = items.findIndex((item) => targetOf(item) === path)
  const item = items[index]
  if (item?.kind === 'mapping') return set(target, file, ['volumes', index, 'read_only'], true)
  if (item?.kind !== 'scalar') return { cannot: `the mount on ${path} is not written in ${target.space.display(file)}` }
  const [, front = '', options = ''] = /^(.*:\/[^:]*)(?::([^:]*))?$/.exec(item.text) ?? []
  const kept = options.split(',').filter((option) => !/^(?:rw|ro)?$/i.test(option))
  return front === ''
    ? { cannot: `the mount on ${path} cannot be read` }
    : set(target, file, ['volumes', index], `${front}:${['ro', ...kept].join(',')}`)
}

/** The mount goes; what else is mounted stays as it is written. */
export function unmount(target: Target, path: string): Outcome {
  const mounts = target.component.mounts.filter((each) => each.target.value === path)
  const file = fileOf(
    target,
    'volumes',
    mounts.map(({ at }) => at),
  )
  const isThere = (item: Node): boolean => targetOf(item) === path
  const list = serviceIn(target, file, 'volumes')
  if (list?.kind !== 'sequence' || !list.items.some(isThere))
    return { cannot: `the mount on ${path} is not written in ${target.space.display(file)}` }
  return target.space.edit(file, (text) => lists.drop(text, ['services', target.component.id, 'volumes'], (_, item) => isThere(item)))
}
