import { applyEdits } from '../../../formats/edit.ts'
import { parseYaml } from '../../../formats/yaml.ts'
import type { ReplacedSecret, TextChange } from '../../../model/change.ts'
import type { Place } from '../../../model/place.ts'
import { replaceOnLine } from '../../replaced-secret.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { reference } from './text.ts'

/** In a Compose file the value becomes a reference to `.env`; in every other file it is the new value itself. */
export function replaceSecret(target: Target, change: ReplacedSecret): Outcome {
  const { space, deployment } = target
  for (const place of change.places) {
    const isCompose = deployment.inputs.some(({ as, file }) => as === 'compose' && file === place.file)
    const by = isCompose ? reference(target, change.secret) : change.secret.value
    if (typeof by !== 'string') return by
    const done = space.edit(space.path(place.file), (text) => (isCompose ? inYaml(text, place, change, by) : replaceOnLine(text, place, change, by)))
    if ('cannot' in done) return done
    if (deployment.inputs.some(({ as, file }) => as === 'env' && file === place.file)) space.close(space.path(place.file))
  }
  return []
}

/** A reference without quotes where the file can still be read, else in quotes. */
function inYaml(text: string, place: Place, change: ReplacedSecret, by: string): TextChange {
  const faults = parseYaml(text).problems.length
  let last: TextChange = { cannot: `a reference cannot stand in line ${place.line}` }
  for (const written of [by, `"${by}"`]) {
    const edit = replaceOnLine(text, place, change, written)
    if ('cannot' in edit) return edit
    if (parseYaml(applyEdits(text, edit.edits)).problems.length <= faults) return edit
    last = { cannot: `the file could not be read any more with a reference in line ${place.line}` }
  }
  return last
}
