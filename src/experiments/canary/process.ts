import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** The process of this machine that listens on a port: the first one, which is the parent of the others. Another account's are seen by root alone. */
export async function listeningProcess(port: number, proc = '/proc'): Promise<number | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(join(proc, 'net', name), 'latin1').catch(() => '')))
  const sockets = new Set(tables.flatMap((table) => socketsOf(table, port)))
  if (sockets.size === 0) return undefined
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number)
  for (const pid of pids.toSorted((a, b) => a - b)) {
    const open = await readdir(join(proc, String(pid), 'fd')).catch(() => [])
    for (const each of open) {
      const target = await readlink(join(proc, String(pid), 'fd', each)).catch(() => '')
      if (sockets.has(target)) return pid
    }
  }
  return undefined
}

/** Sockets that listen on a port, as links of /proc name them (Linux, proc_net_tcp: local address, state 0A, inode). */
function socketsOf(table: string, port: number): readonly string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    return fields[1]?.endsWith(wanted) === true && fields[3] === '0A' ? [`socket:[${fields[9] ?? ''}]`] : []
  })
}

/** The program that a process runs; empty where that is not known. */
export async function programOf(pid: number, proc = '/proc'): Promise<string> {
  return (await readFile(join(proc, String(pid), 'comm'), 'latin1').catch(() => '')).trim()
}

/** Regular files that a process's standard output and error go to, as it sees them. */
export async function outputOf(pid: number, proc = '/proc'): Promise<readonly string[]> {
  const targets = await Promise.all(['1', '2'].map((each) => readlink(join(proc, String(pid), 'fd', each)).catch(() => '')))
  return [...new Set(targets.filter((path) => path.startsWith('/') && !path.startsWith('/dev/') && !path.endsWith(' (deleted)')))]
}

/** Where a process is seen from this machine: `/`, where it has this machine's own files. */
export async function rootOf(pid: number, proc = '/proc'): Promise<string> {
  const own = await Promise.all([pid, 'self'].map((each) => readlink(join(proc, String(each), 'ns', 'mnt')).catch(() => String(each))))
  const folder = join(proc, String(pid), 'root')
  return own[0] === own[1] && (await readlink(folder).catch(() => '')) === '/' ? '/' : folder
}
