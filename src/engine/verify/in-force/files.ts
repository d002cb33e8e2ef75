import type { ReadFile } from '../../../model/graph.ts'
import type { FileAccess, OpenedFile } from '../../../model/input.ts'
import type { RunningMachine } from '../../../model/running.ts'
import type { Observation } from '../../../model/technology.ts'
import { accountName } from './accounts.ts'

/** Owners and modes of files in force, as the machine tells them; files that are not there are left out. */
export function filesInForce(opened: readonly OpenedFile[], machine: RunningMachine): readonly (OpenedFile & { readonly access: FileAccess })[] {
  return opened.flatMap(({ path, file, isKey }) => {
    const status = machine.status(path)
    if (status === undefined || status.kind !== 'file') return []
    const access: FileAccess = {
      mode: status.mode,
      owner: accountName(status.uid, 'passwd', machine),
      group: accountName(status.gid, 'group', machine),
    }
    return [{ path, file, isKey, access }]
  })
}

/** Files whose rights on the machine are others than in the tree that was read, where that keeps them. */
export function changedRights(files: readonly (OpenedFile & { readonly access: FileAccess })[], before: readonly ReadFile[]): readonly Observation[] {
  return files.flatMap(({ path, access }): readonly Observation[] => {
    const written = before.find((each) => each.path === path)
    if (written === undefined) return []
    const [declared, actual] = [inWords(written.access), inWords(access)]
    return [
      {
        concern: 'contradiction',
        key: `rights of ${path}`,
        verdict: declared === actual ? 'safe' : 'unsafe',
        basis: 'observed',
        stake: 'hygiene',
        trail: [{ file: written.file, line: 1 }],
        message: `${path} has other rights on the machine than in the files that were read`,
        actual,
        expected: declared,
        fix: 'give the file on the machine the rights that are meant, and find out who changed them',
      },
    ]
  })
}

function inWords({ mode, owner, group }: FileAccess): string {
  return `mode ${mode.toString(8).padStart(4, '0')}, owner ${owner}, group ${group}`
}
