import type { NewFile } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { Outcome, Workspace } from '../workspace.ts'
import { accountOf } from './account.ts'

/** Puts a file where a machine's program finds it: in the tree of its machine, or beside loose settings. One that is there gets the text. */
export function putFile(component: ComponentInput, space: Workspace, { path, text, isBytes, isSecret }: NewFile): Outcome {
  const opened = component.open(path)
  const bytes = isBytes === undefined ? {} : { isBytes }
  if (opened.state !== 'absent' && opened.file !== undefined) {
    space.put(space.path(opened.file), { text, ...bytes })
    return []
  }
  const place = opened.state === 'absent' ? component.home?.(path) : undefined
  if (place === undefined) return { cannot: `${path} is not among the files: where it belongs on the machine is not known` }
  // numbers of users are those of an image: on a machine it is the user of the unit
  const owner = isSecret ? accountOf(component) : undefined
  space.put(space.path(place), {
    text,
    ...bytes,
    mode: isSecret ? 0o600 : 0o644,
    ...(owner === undefined ? {} : { owner }),
  })
  return [
    ...(path.startsWith(`${ownFolder}/`) && !`/${place}`.endsWith(path) ? [`${place} belongs to ${path} on the machine`] : []),
    ...(isSecret ? [`${path} is for its program alone: \`chown\` it to the user that ${component.id} runs as where this is not done by root`] : []),
  ]
}
