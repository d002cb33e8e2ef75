import { applyEdits } from '../formats/edit.ts'
import type { EditTechnology } from '../model/change.ts'
import type { Observation, Technology } from '../model/technology.ts'
import type { Want } from '../model/want.ts'
import type { DeployedSketch } from './deployment.ts'
import { deployment } from './deployment.ts'

export type Files = Readonly<Record<string, string>>

/** The files of a component after a want, or why they stay. `others` are beside it. */
export function editedFiles(
  technology: Technology,
  edit: EditTechnology,
  want: Want,
  sketch: DeployedSketch,
  others: readonly DeployedSketch[] = [],
): Files | string {
  const judged = judgedWith(technology, sketch, others)
  const done = edit(
    want,
    judged.components.find(({ id }) => id === sketch.id)!,
    judged,
  )
  if ('cannot' in done) return done.cannot
  const files: Record<string, string> = { ...sketch.files }
  for (const change of done.changes) {
    if (change.kind === 'file') files[change.path] = change.text
    if (change.kind !== 'edit') continue
    const text = files[change.path] ?? ''
    const changed = change.edit(text)
    if ('cannot' in changed) return changed.cannot
    files[change.path] = applyEdits(text, changed.edits)
  }
  return files
}

/** All settings that have a safe value get it, one after the other, until nothing changes any more. */
export function hardenedFiles(
  technology: Technology,
  edit: EditTechnology,
  sketch: DeployedSketch,
  others: readonly DeployedSketch[] = [],
): { readonly files: Files; readonly left: readonly string[] } {
  let files = sketch.files ?? {}
  for (let round = 0; round < 12; round++) {
    const before = JSON.stringify(files)
    for (const seen of wanted(technology, { ...sketch, files }, others)) {
      const { concern, key, want = null, trail } = seen
      const after = editedFiles(technology, edit, { kind: 'setting', concern, key, value: want, places: trail }, { ...sketch, files }, others)
      if (typeof after !== 'string') files = after
    }
    if (JSON.stringify(files) === before) break
  }
  return { files, left: wanted(technology, { ...sketch, files }, others).map(({ key }) => key) }
}

function wanted(technology: Technology, sketch: DeployedSketch, others: readonly DeployedSketch[]): readonly Observation[] {
  const found = judgedWith(technology, sketch, others).components.find(({ id }) => id === sketch.id)
  return (found?.observations ?? []).filter(({ verdict, want }) => verdict === 'unsafe' && want !== undefined)
}

function judgedWith(technology: Technology, sketch: DeployedSketch, others: readonly DeployedSketch[]): ReturnType<typeof deployment> {
  const bare = deployment({ components: [sketch] }).components[0]!.input
  const reading = technology.read(bare, technology.recognise(bare)?.version)
  return deployment({ components: [{ ...sketch, is: { technology: technology.id, role: technology.role, reading } }, ...others] })
}
