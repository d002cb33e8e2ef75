import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Subject } from '../../engine/harden/hands.ts'
import type { Once } from '../../engine/harden/read.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { Draft, Files } from '../../platforms/files.ts'
import type { Workspace } from '../../platforms/workspace.ts'

/** What was judged last, and the files that it rests on. */
export interface Known {
  readonly drafts: ReadonlyMap<string, Draft>
  readonly judged: ReadonlyMap<string, Judged>
}

interface Judged {
  readonly subject: Subject
  readonly input: DeploymentInput
  readonly looked: ReadonlySet<string>
  readonly claimed: ReadonlySet<string>
}

export const nothingKnown: Known = { drafts: new Map(), judged: new Map() }

/**
 * Judges a deployment only where a file is another that it rests on: one of its inputs, one that was looked for when it was judged, or
 * a file below its folder that is not there yet. `next` gives what is known then.
 */
export function recall(known: Known, { drafts }: Workspace, files: Files): { readonly once: Once; readonly next: () => Known } {
  const changed = differing(known.drafts, drafts)
  const judged = new Map<string, Judged>()
  return {
    once(input, judge) {
      const name = `${input.root}\0${input.name}`
      const before = known.judged.get(name)
      if (before !== undefined && stands(before, input)) {
        // other deployments are made of what nobody claims
        for (const path of before.claimed) files.claim(path)
        judged.set(name, before)
        return before.subject
      }
      const { result: subject, looked, claimed } = files.follow(judge)
      judged.set(name, { subject, input, looked, claimed })
      return subject
    },
    next: () => ({ drafts: new Map(drafts), judged }),
  }

  function stands({ input: old, looked }: Judged, input: DeploymentInput): boolean {
    if (inputsOf(old) !== inputsOf(input)) return false
    const own = new Set(input.inputs.map(({ file }) => file))
    const folder = resolve(files.folder, input.root)
    return !changed.some(
      (path) => own.has(files.display(path)) || looked.has(path) || (!existsSync(path) && !relative(folder, path).startsWith('..')),
    )
  }
}

function inputsOf({ inputs }: DeploymentInput): string {
  return JSON.stringify(inputs.map(({ file, as, status }) => [file, as, status]))
}

/** Paths whose drafts are not the same. */
function differing(one: ReadonlyMap<string, Draft>, other: ReadonlyMap<string, Draft>): readonly string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => {
    const [before, after] = [one.get(path), other.get(path)]
    return before?.text !== after?.text || before?.mode !== after?.mode || before?.owner !== after?.owner || before?.closed !== after?.closed
  })
}
