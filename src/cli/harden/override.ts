import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Hands, Subject } from '../../engine/harden/hands.ts'
import { RingwallError } from '../../model/error.ts'
import { overrideOf } from '../../platforms/compose/edit/override.ts'
import { standardNames } from '../../platforms/compose/recognise.ts'
import type { Workspace } from '../../platforms/workspace.ts'
import { openWorkspace } from '../../platforms/workspace.ts'
import { judgedOtherwise } from './same-judgement.ts'
import type { Files } from '../../platforms/files.ts'

export interface Overridden {
  readonly space: Workspace
  /** How a file that Compose does not find by itself is given to it. */
  readonly notes: readonly string[]
}

/**
 * The same plan with the Compose files as they were: what changes in them stands in a file of its own, and is read back and judged the
 * same as in place, or the call ends with an error.
 */
export function asOverride(
  start: Workspace,
  end: Workspace,
  after: readonly Subject[],
  files: Files,
  reader: (extra: readonly string[]) => Hands<Workspace>,
): Overridden {
  const drafts = new Map(end.drafts)
  const notes: string[] = []
  const extra: string[] = []
  for (const { deployment } of after) {
    const changed = deployment.input.inputs
      .filter(({ as }) => as === 'compose')
      .map(({ file }) => end.path(file))
      .filter((path) => end.drafts.has(path) && start.read(path) !== undefined)
    for (const path of changed) {
      const text = overrideOf(start.read(path)!, end.read(path)!)
      if (text === undefined || !drafts.has(path)) continue
      drafts.delete(path)
      const place = placeOf(path, files, drafts)
      // what stands in the base may stand in the override too, secrets among it; Compose alone reads it
      drafts.set(place, { text, mode: statSync(path).mode & 0o770 })
      if (isFound(place)) continue
      extra.push(path, place)
      notes.push(`docker compose -f ${files.display(path)} -f ${files.display(place)} up: Compose does not find ${basename(place)} by itself`)
    }
  }
  const space = openWorkspace(files, drafts)
  sameOrRefused(after, reader(extra).read(space, 'anew'))
  return { space, notes }
}

/** Compose merges `compose.override.yaml` by itself where the base has a standard name (compose-go v2.6, cli/options.go). */
function placeOf(base: string, files: Files, drafts: ReadonlyMap<string, unknown>): string {
  const folder = dirname(base)
  const names = (files.list(folder) ?? []).map(({ name }) => name)
  const isFirst = standardNames.find((name) => names.includes(name)) === basename(base)
  const own = join(folder, basename(base).startsWith('docker-') ? 'docker-compose.override.yml' : 'compose.override.yaml')
  const isTaken = names.some((name) => /^(?:docker-)?compose\.override\.ya?ml$/.test(name)) || drafts.has(own)
  return isFirst && !isTaken ? own : join(folder, `${basename(base).replace(/\.ya?ml$/, '')}.ringwall.yaml`)
}

function isFound(place: string): boolean {
  return /^(?:docker-)?compose\.override\.ya?ml$/.test(basename(place))
}

function sameOrRefused(inPlace: readonly Subject[], overridden: readonly Subject[]): void {
  const [other] = judgedOtherwise(inPlace, overridden)
  if (other === undefined) return
  const { subject, differs } = other
  throw new RingwallError(
    'unwritable',
    `--as override: ${subject.deployment.name} is not judged the same with a file that is merged over it${differs === undefined ? '' : ` (${differs})`}`,
    {
      hint: 'change the files themselves: leave --as away',
    },
  )
}
