import type { FileStatus, RunningMachine } from '../../../model/running.ts'

/** How deep and how many entries are looked at. */
const limits = { depth: 6, entries: 4000 }

export interface Below {
  readonly files: readonly { readonly path: string; readonly status: FileStatus }[]
  /** False where something could not be looked at, or was too much. */
  readonly isWhole: boolean
}

/** The files below a folder, in the order of their names; of a file, itself. `mayEnter` leaves folders out on purpose. */
export function below(
  path: string,
  machine: Pick<RunningMachine, 'names' | 'status'>,
  mayEnter: (folder: FileStatus) => boolean = () => true,
): Below {
  const files: { readonly path: string; readonly status: FileStatus }[] = []
  let isWhole = true
  let left = limits.entries
  const visit = (at: string, depth: number): void => {
    const status = left-- <= 0 || depth > limits.depth ? undefined : machine.status(at)
    if (status === undefined) isWhole = false
    else if (status.kind === 'file') files.push({ path: at, status })
    else if (status.kind === 'folder' && mayEnter(status)) {
      const names = machine.names(at)
      if (names === undefined) isWhole = false
      for (const name of names ?? []) if (left >= 0) visit(`${at}/${name}`, depth + 1)
    }
  }
  visit(path, 0)
  return { files, isWhole }
}
