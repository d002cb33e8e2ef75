import type { Hands } from '../../engine/harden/hands.ts'
import { judgeForHardening } from '../../engine/harden/read.ts'
import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { OpenReason } from '../../model/remedy.ts'
import type { Want } from '../../model/want.ts'
import { isWant } from '../../model/want.ts'
import { changeService } from '../../platforms/compose/edit/index.ts'
import { changeProgram } from '../../platforms/host/edit.ts'
import type { Workspace } from '../../platforms/workspace.ts'
import { controls, guides } from '../../registry.ts'
import { technologies } from '../../registry/technologies.ts'
import { editClient } from '../../settings/client-edit.ts'
import { editByPlace } from '../../settings/edit-by-place.ts'
import { atPlacesNow, secretPlacesNow } from '../../settings/places-now.ts'
import { openBooks } from '../books.ts'
import type { SourceOptions, Sources } from '../sources.ts'
import { findDeployments } from '../sources.ts'
import type { Known } from './recall.ts'
import { nothingKnown, recall } from './recall.ts'

export interface HandsOptions {
  readonly path: string
  readonly sources: SourceOptions
  readonly cwd: string
  /** ISO 8601. */
  readonly now: string
  readonly guides: (found: Sources) => readonly string[]
  /** How technologies edit, by id. */
  readonly edits: ReadonlyMap<string, EditTechnology>
  /** What stands in for components that cannot do it themselves, by kind of the want. */
  readonly engines: ReadonlyMap<string, EditTechnology>
}

/** What planning does to files: it reads them through the platforms, and changes them through technologies and platforms. */
export function handsFor({ path, sources, cwd, now, guides: inForce, edits, engines }: HandsOptions): Hands<Workspace> {
  let known: Known = nothingKnown
  return {
    read(space, anew) {
      const found = findDeployments(path, sources, cwd, space.drafts)
      const { once, next } = recall(anew === undefined ? known : nothingKnown, space, found.files)
      const options = { guides: inForce(found), books: openBooks(found, now), now, once }
      const subjects = judgeForHardening(found, { technologies, controls, guides }, options)
      known = next()
      return subjects
    },
    fork: (space) => space.fork(),
    differing: (one, other) =>
      [...other.drafts].filter(([file, { text }]) => one.drafts.get(file)?.text !== text).map(([file]) => other.display(file)),
    carry(space, deployment, component, does) {
      const edited = isWant(does)
        ? edit(atPlacesNow(does, component), component, deployment)
        : { changes: [does.kind === 'replaced-secret' ? secretPlacesNow(does, component, deployment) : does] }
      if ('cannot' in edited) return { cannot: edited.cannot, reason: edited.reason ?? 'product-cannot' }
      return write(edited, space, deployment, component)
    },
  }

  function edit(want: Want, component: Component, deployment: Deployment): Edited {
    const engine = engines.get(want.kind)
    if (engine !== undefined) return engine(want, component, deployment)
    const own = edits.get(component.technology ?? '')?.(want, component, deployment)
    if (own !== undefined && (!('cannot' in own) || isFinal(own.reason))) return own
    const general = editByPlace(want, component) ?? editClient(want, component, deployment)
    if (general !== undefined && !('cannot' in general)) return general
    return own ?? general ?? { cannot: `how ${component.title} does it is not known here`, reason: 'no-remedy' }
  }
}

/** A product's own reason that no other way gets around. */
function isFinal(reason: OpenReason | undefined): boolean {
  return reason === 'needs-person' || reason === 'would-break' || reason === 'not-in-files'
}

function write(
  { changes, notes = [] }: { readonly changes: readonly Change[]; readonly notes?: readonly string[] },
  space: Workspace,
  { input }: Deployment,
  component: Component,
): ReturnType<Hands<Workspace>['carry']> {
  const told = [...notes]
  const runs: (readonly string[])[] = []
  for (const change of changes) {
    if (change.kind === 'run') {
      if (component.input.form !== 'container') return { cannot: `nothing is run on the machine of ${component.id}`, reason: 'needs-person' }
      runs.push(change.words)
      told.push(`${change.why}: docker compose exec -T ${component.id} ${change.words.map(shellWord).join(' ')}`)
      continue
    }
    const done =
      component.input.form === 'container'
        ? changeService({ deployment: input, component: component.input, space }, change)
        : changeProgram(component.input, space, change)
    if ('cannot' in done) return { cannot: done.cannot, reason: 'file-cannot' }
    told.push(...done)
  }
  return { notes: told, runs }
}

/** A word as a person types it. */
function shellWord(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
