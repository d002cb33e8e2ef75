import { dirname, join, posix, relative } from 'node:path'
import type { Cannot, NewFile, TextChange } from '../../../model/change.ts'
import type { Mount } from '../../../model/input.ts'
import { ownFolder } from '../../../model/own-files.ts'
import { isResolved } from '../../../model/setting.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { addItem, homeOf, projectFolder, setTop } from './target.ts'

/** Changes a file that is mounted into the service. */
export function editMounted(target: Target, path: string, edit: (text: string) => TextChange): Outcome {
  const opened = target.component.open(path)
  if (opened.state === 'text') return target.space.edit(target.space.path(opened.file), edit)
  return { cannot: opened.state === 'absent' ? `${path} is the image's own file` : opened.why }
}

/** Puts a file where the program finds it: under `ringwall/` beside the Compose file, and mounted. */
export function addFile(target: Target, file: NewFile): Outcome {
  const { component, space } = target
  const opened = component.open(file.path)
  if (opened.state !== 'absent' && opened.file !== undefined) {
    space.put(space.path(opened.file), { ...modeOf(file), ...textOf(file) })
    return []
  }
  const above = component.mounts.find(({ kind, target: at }) => kind !== 'config' && file.path.startsWith(`${at.value.replace(/\/+$/, '')}/`))
  const inside = above === undefined || file.path.startsWith(`${ownFolder}/`) ? undefined : insideOf(target, above, file.path)
  if (typeof inside === 'string') return putFile(target, inside, file)
  if (inside !== undefined) return inside
  const folder = join(projectFolder(target), 'ringwall', component.id)
  const isOwn = file.path.startsWith(`${ownFolder}/`)
  const place = join(folder, isOwn ? relative(ownFolder, file.path) : posix.basename(file.path))
  const told = putFile(target, place, file)
  const [source, mountedAt] = isOwn ? [folder, ownFolder] : [place, file.path]
  if (component.mounts.some((mount) => mount.target.value === mountedAt)) return told
  const done = mount(target, `./${relative(dirname(homeOf(target)), source)}:${mountedAt}:ro`)
  return 'cannot' in done ? done : [...told, ...done]
}

/** A folder of the project is mounted there: the file lies in it. In another one that is only read, the engine could make no place for a mount. */
function insideOf(target: Target, { source, readOnly, target: at }: Mount, path: string): string | Cannot | undefined {
  const rest = path.slice(at.value.replace(/\/+$/, '').length + 1)
  if (source !== undefined && isResolved(source) && /^\.\.?(?:\/|$)/.test(source.value)) return join(projectFolder(target), source.value, rest)
  return readOnly ? { cannot: `${at.value} is mounted to be read alone: put ${rest} into it` } : undefined
}

/** Writes the file at a place; gives what a person has to know of it. */
export function putFile({ space }: Target, place: string, file: NewFile): readonly string[] {
  space.put(place, { ...modeOf(file), ...textOf(file) })
  if (file.owner === undefined) return []
  return [`${space.display(place)} is for its program alone: \`chown ${file.owner.user}:${file.owner.group}\` it where this is not done by root`]
}

function textOf({ text, isBytes }: NewFile): Pick<NewFile, 'text' | 'isBytes'> {
  return { text, ...(isBytes === undefined ? {} : { isBytes }) }
}

function modeOf({ isSecret, owner }: NewFile): { readonly mode: number; readonly owner?: NonNullable<NewFile['owner']> } {
  return { mode: isSecret ? 0o600 : 0o644, ...(owner === undefined ? {} : { owner }) }
}

/** One more mount, in the short form. */
export function mount(target: Target, volume: string): Outcome {
  return addItem(target, homeOf(target), 'volumes', volume)
}

/** A secret of the project whose value lies in a file of its own; gives the path inside. */
export function addSecret(target: Target, secret: { readonly name: string; readonly value: string }): Outcome {
  const { space } = target
  const place = join(projectFolder(target), 'ringwall', 'secrets', secret.name)
  space.put(place, { text: secret.value, mode: 0o600 })
  const home = homeOf(target)
  const defined = setTop(target, home, ['secrets', secret.name], new Map([['file', `./${relative(dirname(home), place)}`]]))
  return 'cannot' in defined ? defined : addItem(target, home, 'secrets', secret.name)
}
