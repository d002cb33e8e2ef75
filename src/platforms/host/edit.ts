import type { Change } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { plainText } from '../../model/text.ts'
import { setKey } from '../key-in-file.ts'
import { replaceOnLine } from '../replaced-secret.ts'
import { readdress } from '../readdressed.ts'
import type { Outcome, Workspace } from '../workspace.ts'
import { inTurn } from '../workspace.ts'
import { withoutAssignment } from './assignment.ts'
import { confineUnit } from './drop-in.ts'
import { keepSecrets } from './kept-secrets.ts'
import { putFile } from './new-file.ts'

/** Writes a change into the settings files of a machine's program. What starts it is not changed. */
export function changeProgram(component: ComponentInput, space: Workspace, change: Change): Outcome {
  switch (change.kind) {
    case 'edit': {
      const opened = component.open(change.path)
      if (opened.state === 'text') return space.edit(space.path(opened.file), change.edit)
      return { cannot: opened.state === 'absent' ? `${change.path} is not among the files` : opened.why }
    }
    case 'file':
      return putFile(component, space, change)
    case 'replaced-secret':
      return onLines(space, change.places, change, change.secret.value)
    case 'readdressed':
      return readdress(space, change)
    case 'kept-secrets':
      return keepSecrets(component, space, change)
    case 'key':
      return setKey(space, change)
    case 'variable':
      return setVariable(component, space, change.name, change.value === undefined ? undefined : plainText(change.value))
    case 'confinement':
      return confineUnit(component, space, change.confinement)
    default:
      return { cannot: `${component.id} is no container: how it is started is not changed` }
  }
}

function onLines(
  space: Workspace,
  places: readonly { readonly file: string; readonly line: number }[],
  what: { readonly old: string; readonly key: string },
  by: string,
): Outcome {
  return inTurn(places, (place) => space.edit(space.path(place.file), (text) => replaceOnLine(text, place, what, by)))
}

/** A value that is written somewhere is changed there. */
function setVariable({ env, id }: ComponentInput, space: Workspace, name: string, value: string | undefined): Outcome {
  const setting = env.get(name)
  const place = setting?.trail[0]
  if (setting === undefined || place === undefined)
    return { cannot: `${name} of ${id} is written nowhere: which file gives its environment is not known` }
  if (value === undefined) return space.edit(space.path(place.file), (text) => withoutAssignment(text, place, name))
  return onLines(space, [place], { old: setting.value, key: name }, value)
}
