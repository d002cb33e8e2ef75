import { envEdits } from '../../../formats/edits/env.ts'
import { entryOf } from '../../../formats/node.ts'
import type { Text } from '../../../model/text.ts'
import { plainText } from '../../../model/text.ts'
import { composed } from './text.ts'
import type { Outcome, Target } from './target.ts'
import { fileOf, remove, serviceIn, set } from './target.ts'

/** Gives a variable of the service's environment a value, or takes it out: where it is written, else beside the others. */
export function setVariable(target: Target, name: string, value: Text | undefined): Outcome {
  const { component, deployment, space } = target
  const trail = component.env.get(name)?.trail ?? []
  const file = fileOf(target, 'environment', trail)
  const { path, isThere, isList } = written(target, file, name)
  const envFile = isThere ? undefined : deployment.inputs.find(({ as, file: input }) => as === 'env' && input === trail[0]?.file)?.file
  if (envFile !== undefined) {
    return space.edit(space.path(envFile), (text) =>
      value === undefined ? envEdits.remove(text, [name]) : envEdits.set(text, [name], plainText(value)),
    )
  }
  if (value === undefined) return isThere ? remove(target, file, path) : []
  const text = composed(target, value)
  return typeof text === 'string' ? set(target, file, path, isList ? `${name}=${text}` : text) : text
}

/** Where the variable stands in a file, or would stand. */
function written(target: Target, file: string, name: string): { path: readonly (string | number)[]; isThere: boolean; isList: boolean } {
  const service = serviceIn(target, file)
  const node = service === undefined ? undefined : entryOf(service, 'environment')?.value
  if (node?.kind === 'sequence') {
    const index = node.items.findIndex((item) => item.kind === 'scalar' && (item.text === name || item.text.startsWith(`${name}=`)))
    return { path: ['environment', index === -1 ? node.items.length : index], isThere: index !== -1, isList: true }
  }
  return { path: ['environment', name], isThere: node !== undefined && entryOf(node, name) !== undefined, isList: false }
}
