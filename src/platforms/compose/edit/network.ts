import type { TreePath, Value } from '../../../formats/edits/value.ts'
import { yamlEdits } from '../../../formats/edits/yaml.ts'
import { yamlLists } from '../../../formats/edits/yaml-lists.ts'
import type { Entry, Node } from '../../../formats/node.ts'
import { child, entryOf } from '../../../formats/node.ts'
import type { Membership } from '../../../model/change.ts'
import type { Outcome } from '../../workspace.ts'
import { inTurn } from '../../workspace.ts'
import type { Target } from './target.ts'
import { homeOf, nodeIn, serviceIn, set, setTop } from './target.ts'

const lists = yamlLists()

/** Puts the service on these networks and on no other. A list stays a list, a mapping a mapping, and what stays keeps its line. */
export function setMembership(target: Target, wanted: readonly Membership[]): Outcome {
  const { component, space } = target
  const files = composeFiles(target).filter((file) => networksIn(target, file) !== undefined)
  if (files.length > 1)
    return { cannot: `networks of ${component.id} are written in several files: ${files.map((file) => space.display(file)).join(', ')}` }
  const isInherited = files.length === 0 && component.networks.some(({ at }) => at.file !== component.at.file || at.line !== component.at.line)
  if (isInherited) return { cannot: `the networks of ${component.id} are those of another service that it extends` }
  const file = files[0] ?? homeOf(target)
  const entry = networksIn(target, file)
  const node = entry?.value
  const fixed = node?.kind === 'mapping' ? node.entries.find(({ key, value }) => !has(wanted, key) && hasOptions(value)) : undefined
  if (fixed !== undefined) return { cannot: `${component.id} has an address or a rank of its own on ${fixed.key}: others may count on it` }
  const isOwn = entry?.via.length === 0 && entry.value.via.length === 0
  if (node !== undefined && node.kind !== 'scalar' && isOwn && (node.kind === 'mapping' || wanted.every(({ aliases }) => aliases.length === 0)))
    return merge(target, file, wanted, node)
  return set(target, file, ['networks'], whole(wanted))
}

function merge(target: Target, file: string, wanted: readonly Membership[], node: Node): Outcome {
  const path: TreePath = ['services', target.component.id, 'networks']
  const names = wanted.map(({ network }) => network)
  const steps: (() => Outcome)[] = [
    () => target.space.edit(file, (text) => lists.add(text, path, names)),
    () => target.space.edit(file, (text) => lists.drop(text, path, (name) => !names.includes(name))),
    ...wanted
      .filter(({ network, aliases }) => node.kind === 'mapping' && aliases.length > 0 && child(node, network, 'aliases') === undefined)
      .map(
        ({ network, aliases }) =>
          () =>
            set(target, file, ['networks', network, 'aliases'], aliases),
      ),
  ]
  return inTurn(steps, (step) => step())
}

function whole(wanted: readonly Membership[]): Value {
  if (wanted.every(({ aliases }) => aliases.length === 0)) return wanted.map(({ network }) => network)
  return new Map(wanted.map(({ network, aliases }): [string, Value] => [network, aliases.length === 0 ? null : new Map([['aliases', aliases]])]))
}

function has(wanted: readonly Membership[], name: string): boolean {
  return wanted.some(({ network }) => network === name)
}

/** Anything but names: addresses, priorities, driver options. */
function hasOptions(value: Node): boolean {
  return value.kind === 'mapping' && value.entries.some(({ key }) => key !== 'aliases')
}

/** Defines a network at the top of the file, says whether it has a way out, or takes its definition away. */
export function setNetwork(target: Target, name: string, is: 'internal' | 'open' | 'gone'): Outcome {
  const file = composeFiles(target).find((each) => nodeIn(target, each, 'networks', name) !== undefined) ?? homeOf(target)
  const node = nodeIn(target, file, 'networks', name)
  if (is === 'gone') {
    if (node === undefined || node.via.length > 0) return []
    const all = nodeIn(target, file, 'networks')
    const path = all?.kind === 'mapping' && all.entries.length === 1 ? ['networks'] : ['networks', name]
    return target.space.edit(file, (text) => yamlEdits().remove(text, path))
  }
  if (is === 'internal') {
    const isEmpty = node === undefined || (node.kind === 'scalar' && node.type === 'null')
    return isEmpty
      ? setTop(target, file, ['networks', name], new Map([['internal', true]]))
      : setTop(target, file, ['networks', name, 'internal'], true)
  }
  if (node === undefined) return setTop(target, file, ['networks', name], new Map())
  return entryOf(node, 'internal') === undefined ? [] : setTop(target, file, ['networks', name, 'internal'], false)
}

function composeFiles({ deployment, space }: Target): readonly string[] {
  return deployment.inputs.flatMap(({ as, file }) => (as === 'compose' ? [space.path(file)] : []))
}

function networksIn(target: Target, file: string): Entry | undefined {
  const entry = entryOf(serviceIn(target, file), 'networks')
  return entry?.value.kind === 'scalar' && entry.value.type === 'null' ? undefined : entry
}
