/** What `stat` tells of a file, a folder or what else has a path. */
export interface FileStatus {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Permission bits, such as `0o640`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** When its content changed last, milliseconds since 1970. */
  readonly changed: number
}

/** Programs of a machine that print the packet filter in force and change nothing. */
export type FilterTool = 'nft' | 'iptables' | 'ip6tables'

/**
 * What a running machine tells of itself. Whoever judges asks by path, and gets `undefined` for what is not there as for what may not be
 * read: neither is ever a pass.
 */
export interface RunningMachine {
  /** A small text file of `/proc`, `/sys`, or a list of accounts below `/etc`. */
  readonly text: (path: string) => string | undefined
  /** What lies in a folder, in the order of the names. */
  readonly names: (folder: string) => readonly string[] | undefined
  readonly status: (path: string) => FileStatus | undefined
  /** Rules of the packet filter in force, as the tool prints them. */
  readonly filter: (tool: FilterTool) => string | undefined
}

/** What reading gave: `absent` is not there, `denied` may not be read by us. */
export type Got<T> = { readonly state: 'got'; readonly value: T } | { readonly state: 'absent' } | { readonly state: 'denied'; readonly why: string }

/** Where the files of a machine are read from. Rejects where the machine is not reached at all. */
export interface MachineReader {
  /** At most a mebibyte. */
  readonly text: (path: string) => Promise<Got<string>>
  readonly names: (folder: string) => Promise<Got<readonly string[]>>
  readonly status: (path: string) => Promise<Got<FileStatus>>
  readonly filter: (tool: FilterTool) => Promise<Got<string>>
}
