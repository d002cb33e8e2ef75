import { lstat } from 'node:fs/promises'
import type { Root } from './look.ts'
import type { Trace } from './planter.ts'
import { listeningProcess, outputOf, programOf, rootOf } from './process.ts'

/** What is known of where a server runs. */
export interface RunsAt {
  /** Its container; or the port on which a process of this machine listens. */
  readonly at: { readonly container: string; readonly pid: number; readonly log: string } | { readonly port: number }
  /** Where the map says that it keeps what it writes. */
  readonly stores: readonly Trace[]
  /** Folders of this machine that the call names. */
  readonly looks: readonly string[]
}

/** How this machine sees the files of a server, or a clause why it does not. */
export async function rootFor({ at, stores, looks }: RunsAt): Promise<Root | string> {
  const named = looks.map((path): Trace => ({ path, holds: 'data' }))
  if ('pid' in at) {
    const path = `/proc/${at.pid}/root`
    const log: Trace = { path: at.log, holds: 'log' }
    const hasOutput = await lstat(at.log).then(
      (kind) => kind.isFile(),
      () => false,
    )
    return { path, because: `the files of container ${at.container}`, stores, hasOutput, beside: [...named, log] }
  }
  const pid = await listeningProcess(at.port)
  if (pid === undefined) return 'no process of this machine that may be looked into listens there: its files cannot be searched'
  const program = await programOf(pid)
  if (/^(?:docker-proxy|rootlessport|pasta|slirp4netns)/.test(program)) return 'what listens there only passes on to a container that is not known'
  const output = await outputOf(pid)
  return {
    path: await rootOf(pid),
    because: 'the files of the process that listens there',
    stores: [...stores, ...output.map((path): Trace => ({ path, holds: 'log' }))],
    hasOutput: output.length > 0,
    beside: named,
  }
}
