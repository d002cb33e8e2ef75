import { dirname } from 'node:path'
import type { TreePath, Value } from '../../../formats/edits/value.ts'
import { yamlEdits } from '../../../formats/edits/yaml.ts'
import type { Node } from '../../../formats/node.ts'
import { entryOf } from '../../../formats/node.ts'
import { parseYaml } from '../../../formats/yaml.ts'
import type { ComponentInput } from '../../../model/input.ts'
import type { DeploymentInput } from '../../../model/platform.ts'
import type { Place } from '../../../model/place.ts'
import type { Workspace } from '../../workspace.ts'

/** A service that is to be changed, and the files as they are to be. */
export interface Target {
  readonly deployment: DeploymentInput
  readonly component: ComponentInput
  readonly space: Workspace
}

/** What a change came to: notes for whoever looks at it, or why it cannot be made. */
export type Outcome = readonly string[] | { readonly cannot: string }

const yaml = yamlEdits()

/** The file that defines the service. */
export function homeOf({ component, space }: Target): string {
  return space.path(component.at.file)
}

/** The folder of the project: where relative paths start, and `.env` lies. */
export function projectFolder({ deployment, space }: Target): string {
  const first = deployment.inputs.find(({ as }) => as === 'compose')
  return dirname(space.path(first?.file ?? deployment.at.file))
}

/** The service's node in a file; `undefined` where the file has none. */
export function serviceIn(target: Target, file: string): Node | undefined {
  return at(target.space, file, ['services', target.component.id])
}

function at(space: Workspace, file: string, path: readonly string[]): Node | undefined {
  const text = space.read(file)
  let node = text === undefined ? undefined : parseYaml(text).documents[0]
  for (const key of path) node = node === undefined ? undefined : entryOf(node, key)?.value
  return node
}

/** The file where a key of the service is written: that of its places which has it, else the file that defines the service. */
export function fileOf(target: Target, key: string, places: readonly Place[]): string {
  const home = homeOf(target)
  const named = places.map(({ file }) => target.space.path(file))
  const has = (file: string): boolean => {
    const service = serviceIn(target, file)
    return service !== undefined && entryOf(service, key) !== undefined
  }
  return named.find(has) ?? home
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

/** At the top of the file: a secret, a network, a volume. */
export function setTop(target: Target, file: string, path: TreePath, value: Value): Outcome {
  return target.space.edit(file, (text) => yaml.set(text, path, value))
}
