import { envEdits } from '../../../formats/edits/env.ts'
import { entryOf } from '../../../formats/node.ts'
import type { Rewrite } from '../../../model/change.ts'
import type { Text } from '../../../model/text.ts'
import { pieces, plainText } from '../../../model/text.ts'
import { parseEnv } from '../../../formats/env.ts'
import { composed, composedAround, decomposed } from './text.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { fileOf, remove, serviceIn, set } from './target.ts'

/** Gives a variable of the service's environment a value, or takes it out: where it is written, else beside the others. */
export function setVariable(target: Target, name: string, value: Text | undefined): Outcome {
  const { file, path, isThere, isList, envFile } = placeOf(target, name)
  if (envFile !== undefined) {
    return value === undefined ? target.space.edit(envFile, (text) => envEdits.remove(text, [name])) : setInFile(target, envFile, name, value)
  }
  if (value === undefined) return isThere ? remove(target, file, path) : []
  const text = composed(target, value)
  return typeof text === 'string' ? set(target, file, path, isList ? `${name}=${text}` : text) : text
}

/** Changes a variable's text where it is written: references to other variables stay. One that is a reference as a whole is written out anew. */
export function rewriteVariable(target: Target, name: string, rewrite: Rewrite): Outcome {
  const { component, space } = target
  const value = component.env.get(name)
  if (value === undefined) return { cannot: `${name} is not set` }
  const { file, path, isList, text, envFile } = placeOf(target, name)
  const old = envFile === undefined ? text : parseEnv(space.read(envFile) ?? '').entries.findLast(({ key }) => key === name)?.value
  const isWhole = old === undefined || /^\$(?:\{[^}]*\}|\w+)$/.test(old)
  const plain = isWhole || envFile !== undefined ? old : decomposed(old)
  if (!isWhole && plain === undefined) return { cannot: `${name} has an escaped reference` }
  const changed = isWhole ? rewrite(value.value, true) : rewrite(plain!, false)
  if (typeof changed === 'object' && 'cannot' in changed) return { cannot: `${name}: ${changed.cannot}` }
  if (envFile !== undefined) return setInFile(target, envFile, name, changed)
  const shown = isWhole ? composed(target, changed) : composedAround(target, changed)
  return typeof shown === 'string' ? set(target, file, path, isList ? `${name}=${shown}` : shown) : shown
}

/** Compose itself reads a file of variables: nobody else needs to where it has a secret. */
function setInFile({ space }: Target, envFile: string, name: string, value: Text): Outcome {
  const done = space.edit(envFile, (text) => envEdits.set(text, [name], plainText(value)))
  if (pieces(value).some((piece) => typeof piece !== 'string')) space.close(envFile)
  return done
}

/** Where the variable stands, or would stand: in the service's `environment`, else in the file of variables that gives it. */
function placeOf(target: Target, name: string): ReturnType<typeof written> & { readonly file: string; readonly envFile: string | undefined } {
  const { component, deployment, space } = target
  const trail = component.env.get(name)?.trail ?? []
  const file = fileOf(target, 'environment', trail)
  const found = written(target, file, name)
  const given = found.isThere ? undefined : deployment.inputs.find(({ as, file: input }) => as === 'env' && input === trail[0]?.file)?.file
  return { ...found, file, envFile: given === undefined ? undefined : space.path(given) }
}

/** Where the variable stands in the `environment` of a file, or would stand. */
function written(
  target: Target,
  file: string,
  name: string,
): { path: readonly (string | number)[]; isThere: boolean; isList: boolean; text: string | undefined } {
  const node = serviceIn(target, file, 'environment')
  if (node?.kind === 'sequence') {
    const index = node.items.findIndex((item) => item.kind === 'scalar' && (item.text === name || item.text.startsWith(`${name}=`)))
    const item = node.items[index]
    const text = item?.kind === 'scalar' && item.text.includes('=') ? item.text.slice(name.length + 1) : undefined
    return { path: ['environment', index === -1 ? node.items.length : index], isThere: index !== -1, isList: true, text }
  }
  const value = node === undefined ? undefined : entryOf(node, name)?.value
  return {
    path: ['environment', name],
    isThere: value !== undefined,
    isList: false,
    text: value?.kind === 'scalar' && value.type !== 'null' ? value.text : undefined,
  }
}
