import type { Bounds } from './find.ts'
import { seek } from './find.ts'
import { inside, listInside } from './inside.ts'
import type { Trace, Traces } from './planter.ts'

/** How this machine sees the files of a server's own program. */
export interface Root {
  /** `/`, or `/proc/PID/root` of a container. */
  readonly path: string
  /** One clause: whose files they are. */
  readonly because: string
  /** Where the map says that the program keeps what it writes, as the program sees it. */
  readonly stores: readonly Trace[]
  /** Where its standard output goes is among them. */
  readonly hasOutput: boolean
  /** Places of this machine, not of the program: what the engine writes down of a container, folders that the call names. */
  readonly beside: readonly Trace[]
}

export interface LookOptions extends Bounds {
  /** Milliseconds since the epoch: what was not changed since then cannot hold the value. */
  readonly since: number
}

export interface FoundFile extends Trace {
  /** As this machine sees it. */
  readonly file: string
}

/** What one search of all places gave. */
export interface Looked {
  readonly found: readonly FoundFile[]
  /** Files that were read to the end without it. */
  readonly clean: readonly FoundFile[]
  readonly bytes: number
  /** Why the search is not whole: one clause each. */
  readonly gaps: readonly string[]
  /** The server's own files were seen by it, and the same search finds in them what is known to be there. */
  readonly proven: boolean
  /** The file that holds the value was read. */
  readonly own: boolean
  /** Log files were there. */
  readonly logs: boolean
}

/** Looks for one word in everything that changed since it was written. */
export async function look(root: Root, traces: Traces, word: string, options: LookOptions): Promise<Looked> {
  const { signal, since } = options
  const own = traces.own === undefined ? undefined : await inside(root.path, traces.own)
  const seen = new Map<string, FoundFile & { readonly changed: number }>()
  const gaps: string[] = []
  let logs = false
  const places = [...traces.traces, ...root.stores].map((trace) => ({ trace, base: root.path }))
  for (const { trace, base } of [...places, ...root.beside.map((each) => ({ trace: each, base: '/' }))]) {
    const listed = await listInside(base, trace.path, signal)
    if (listed.part) gaps.push('not every folder could be listed')
    for (const { file, path, changed } of listed.files) {
      // a log that lies among the data is a log
      const before = seen.get(file)
      if (before === undefined || trace.holds === 'log') seen.set(file, { file, path, holds: trace.holds, changed })
      if (trace.holds === 'log') logs = true
    }
  }
  const recent = [...seen.values()].filter(({ file, changed }) => changed >= since || file === own)
  recent.sort((a, b) => rank(a.file === own, a.holds) - rank(b.file === own, b.holds) || b.changed - a.changed || (a.file < b.file ? -1 : 1))
  const found: FoundFile[] = []
  const clean: FoundFile[] = []
  let bytes = 0
  for (const { file, path, holds } of recent) {
    if (signal.aborted || bytes >= options.bytes) break
    const got = await seek(file, word, { ...options, bytes: options.bytes - bytes }).catch(() => undefined)
    bytes += got?.read ?? 0
    if (got === undefined) gaps.push('a file could not be read')
    else if (got.found) found.push({ file, path, holds })
    else if (!got.part) clean.push({ file, path, holds })
  }
  if (signal.aborted) gaps.push('the search was ended before it was whole')
  else if (bytes >= options.bytes) gaps.push(`more than ${options.bytes} bytes changed since: the rest was not searched`)
  const proven = traces.proof.length > 0 && (await every(traces.proof, (each) => isProof(root, each, options)))
  const ownSeen = own !== undefined && [...found, ...clean].some(({ file }) => file === own)
  return { found, clean, bytes, gaps: [...new Set(gaps)], proven, own: ownSeen, logs }
}

function rank(isOwn: boolean, holds: Trace['holds']): number {
  return isOwn ? 0 : holds === 'log' ? 1 : 2
}

async function isProof(root: Root, { path, bytes }: Traces['proof'][number], options: Bounds): Promise<boolean> {
  const file = await inside(root.path, path)
  if (file === undefined) return false
  if (bytes === undefined) return true
  const got = await seek(file, Buffer.from(bytes).toString('latin1'), options).catch(() => undefined)
  return got?.found === true
}

async function every<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (!(await holds(item))) return false
  return true
}
