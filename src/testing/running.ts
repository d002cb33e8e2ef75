import type { FileStatus, FilterTool, Got, MachineReader, RunningMachine } from '../model/running.ts'

/** A machine that is made up for a test. */
export interface MadeUp {
  /** Texts by path; folders are made of them. */
  readonly files?: Readonly<Record<string, string>>
  readonly statuses?: Readonly<Record<string, Partial<FileStatus>>>
  readonly filters?: Readonly<Partial<Record<FilterTool, string>>>
  /** Paths that may not be read. */
  readonly denied?: readonly string[]
}

/** `asked` gets every path that is asked for. */
export function madeUp({ files = {}, statuses = {}, filters = {}, denied = [] }: MadeUp, asked: (path: string) => void = () => {}): MachineReader {
  const got = async <T>(path: string, value: T | undefined): Promise<Got<T>> => {
    asked(path)
    if (denied.includes(path)) return { state: 'denied', why: 'permission denied' }
    return value === undefined ? { state: 'absent' } : { state: 'got', value }
  }
  return {
    text: (path) => got(path, files[path]),
    names: (folder) => got(folder, namesIn(folder, [...Object.keys(files), ...Object.keys(statuses)])),
    status: (path) => got(path, statuses[path] === undefined ? undefined : { ...usual, ...statuses[path] }),
    filter: (tool) => got(tool, filters[tool]),
  }
}

const usual: FileStatus = { kind: 'file', mode: 0o600, uid: 0, gid: 0, changed: 0 }

function namesIn(folder: string, paths: readonly string[]): readonly string[] | undefined {
  const inside = paths.flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0]!] : []))
  return inside.length === 0 ? undefined : [...new Set(inside)].toSorted()
}

/** The same, at hand at once. */
export function running({ files = {}, statuses = {}, filters = {} }: MadeUp): RunningMachine {
  return {
    text: (path) => files[path],
    names: (folder) => namesIn(folder, [...Object.keys(files), ...Object.keys(statuses)]),
    status: (path) => (statuses[path] === undefined ? undefined : { ...usual, ...statuses[path] }),
    filter: (tool) => filters[tool],
  }
}
