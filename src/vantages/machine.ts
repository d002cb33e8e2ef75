import { execFile } from 'node:child_process'
import { lstat, open, readdir, stat } from 'node:fs/promises'
import type { FileStatus, FilterTool, Got, MachineReader } from '../model/running.ts'

/** A machine that files are read of; nothing is changed there. Rejects with a `WireError` where the machine is not reached at all. */
export interface Machine extends MachineReader {
  readonly name: string
}

/** The most that is read of one file. */
export const mostText: number = 1024 * 1024
/** The most names of one folder. */
export const mostNames = 20_000

/** Arguments with which the tools print what is in force (nft(8) 1.0, iptables-save(8) 1.8). */
export const filterTools: Readonly<Record<FilterTool, readonly string[]>> = {
  nft: ['nft', 'list', 'ruleset'],
  iptables: ['iptables-save'],
  ip6tables: ['ip6tables-save'],
}

/** This machine. `within`: words before the tools of the packet filter, where another network is meant (`ip netns exec NAME`). */
export function machineHere(name: string, within: readonly string[] = []): Machine {
  return {
    name,
    text: (path) => caught(() => readText(path)),
    names: (folder) => caught(async () => (await readdir(folder)).slice(0, mostNames).toSorted()),
    status: (path) => caught(async () => statusOf(path)),
    filter: async (tool) => run([...within, ...filterTools[tool]]),
  }
}

async function readText(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const bytes = Buffer.alloc(64 * 1024)
    const parts: Buffer[] = []
    let total = 0
    // a file of /proc comes a page at a time, and has no size before
    for (;;) {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, null)
      if (bytesRead === 0 || total >= mostText) break
      parts.push(Buffer.from(bytes.subarray(0, bytesRead)))
      total += bytesRead
    }
    return Buffer.concat(parts).toString('utf8')
  } finally {
    await handle.close()
  }
}

async function statusOf(path: string): Promise<FileStatus> {
  const link = await lstat(path)
  const own = link.isSymbolicLink() ? await stat(path) : link
  const kind = own.isFile() ? 'file' : own.isDirectory() ? 'folder' : 'other'
  return { kind, mode: own.mode & 0o7777, uid: own.uid, gid: own.gid, changed: own.mtimeMs }
}

async function caught<T>(ask: () => Promise<T>): Promise<Got<T>> {
  try {
    return { state: 'got', value: await ask() }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return absent.has(code) ? { state: 'absent' } : { state: 'denied', why: code === '' ? 'it could not be read' : code }
  }
}

/** A process that ends while it is read is gone (`ESRCH`). */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ESRCH', 'ENODEV', 'ELOOP'])

function run([program = '', ...words]: readonly string[]): Promise<Got<string>> {
  const options = { timeout: 10_000, maxBuffer: 8 * mostText, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } }
  return new Promise((resolve) => {
    execFile(program, words, options, (error, output) => {
      if (error === null) resolve({ state: 'got', value: output })
      else if (error.code === 'ENOENT') resolve({ state: 'absent' })
      else resolve({ state: 'denied', why: `${program} ends with ${String(error.code ?? error.signal)}` })
    })
  })
}
