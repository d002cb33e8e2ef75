import { dirname } from 'node:path'
import type { TreePath, Value } from '../../../formats/edits/value.ts'
import { yamlEdits } from '../../../formats/edits/yaml.ts'
import { yamlLists } from '../../../formats/edits/yaml-lists.ts'
import type { Node } from '../../../formats/node.ts'
import { child, entryOf } from '../../../formats/node.ts'
import { parseYaml } from '../../../formats/yaml.ts'
import type { ComponentInput } from '../../../model/input.ts'
import type { DeploymentInput } from '../../../model/platform.ts'
import type { Place } from '../../../model/place.ts'
import type { Outcome, Workspace } from '../../workspace.ts'

/** A service that is to be changed, and the files as they are to be. */
export interface Target {
  readonly deployment: DeploymentInput
  readonly component: ComponentInput
  readonly space: Workspace
}

const yaml = yamlEdits()
const lists = yamlLists()

/** The file that defines the service. */
export function homeOf({ component, space }: Target): string {
  return space.path(component.at.file)
}

/** The folder of the project: where relative paths start, and `.env` lies. */
export function projectFolder({ deployment, space }: Target): string {
  const first = deployment.inputs.find(({ as }) => as === 'compose')
  return dirname(space.path(first?.file ?? deployment.at.file))
}

/** What stands at a path of a file; `undefined` where nothing does. */
export function nodeIn({ space }: Pick<Target, 'space'>, file: string, ...path: readonly string[]): Node | undefined {
  const text = space.read(file)
  return text === undefined ? undefined : child(parseYaml(text).documents[0], ...path)
}

/** What the service has in a file: all of it, or what stands at a path below it. */
export function serviceIn(target: Target, file: string, ...path: readonly string[]): Node | undefined {
  return nodeIn(target, file, 'services', target.component.id, ...path)
}

/** The file where a key of the service is written: that of its places which has it, else the file that defines the service. */
export function fileOf(target: Target, key: string, places: readonly Place[]): string {
  const home = homeOf(target)
  const named = places.map(({ file }) => target.space.path(file))
  return named.find((file) => serviceIn(target, file, key) !== undefined) ?? home
}

export function set(target: Target, file: string, path: TreePath, value: Value): Outcome {
  return target.space.edit(file, (text) => yaml.set(text, ['services', target.component.id, ...path], value))
}

/** Several keys of the service. */
export function setAll(target: Target, file: string, wanted: readonly (readonly [path: TreePath, value: Value])[]): Outcome {
  const all = wanted.map(([path, value]) => [['services', target.component.id, ...path], value] as const)
  return target.space.edit(file, (text) => yaml.setAll(text, all))
}

export function remove(target: Target, file: string, path: TreePath): Outcome {
  return target.space.edit(file, (text) => yaml.remove(text, ['services', target.component.id, ...path]))
}

/** Adds an item to a list of the service, or the list where it is missing; what is there already stays as it is. */
export function addItem(target: Target, file: string, key: string, item: string): Outcome {
  return target.space.edit(file, (text) => lists.add(text, ['services', target.component.id, key], [item]))
}

/** At the top of the file: a secret, a network, a volume. */
export function setTop(target: Target, file: string, path: TreePath, value: Value): Outcome {
  return target.space.edit(file, (text) => yaml.set(text, path, value))
}

/** Where a mount leads, as it is written. */
export function targetOf(item: Node): string | undefined {
  if (item.kind === 'mapping') {
    const path = entryOf(item, 'target')?.value
    return path?.kind === 'scalar' ? path.text : undefined
  }
  return item.kind === 'scalar' ? /:(\/[^:]*)(?::[^:/]*)?$/.exec(item.text)?.[1] : undefined
}
