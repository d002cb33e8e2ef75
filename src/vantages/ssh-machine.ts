import type { ChildProcess } from 'node:child_process'
import { Duplex } from 'node:stream'
import type { Got } from '../model/running.ts'
import { WireError } from '../wire/fault.ts'
import type { Machine } from './machine.ts'
import { filterTools, mostText } from './machine.ts'
import type { Sftp } from './sftp.ts'
import { openSftp } from './sftp.ts'

export type Session = (kind: 'subsystem' | 'program', word: string) => Promise<ChildProcess>

/** Milliseconds for a tool of the packet filter. */
const patience = 15_000

/** A host's files through its SFTP server, opened when it is first needed; and its packet filter through the tool's own word. */
export function sshMachine(name: string, session: Session): Machine & { readonly close: () => void } {
  let opening: Promise<Sftp> | undefined
  const sftp = (): Promise<Sftp> =>
    (opening ??= session('subsystem', 'sftp').then(async (child) => {
      const stream = Duplex.from({ readable: child.stdout!, writable: child.stdin! })
      // a client that ended before it was asked is told of by the end of its output
      child.on('error', () => stream.destroy())
      stream.once('close', () => child.kill('SIGTERM'))
      return openSftp(stream)
    }))
  return {
    name,
    text: async (path) => (await sftp()).text(path),
    names: async (folder) => (await sftp()).names(folder),
    status: async (path) => (await sftp()).status(path),
    filter: async (tool) => said(await session('program', filterTools[tool].join(' ')), tool),
    close() {
      opening?.then(
        (open) => open.close(),
        () => {},
      )
    },
  }
}

function said(child: ChildProcess, tool: string): Promise<Got<string>> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let total = 0
    const timer = setTimeout(() => child.kill('SIGTERM'), patience)
    child.stdin?.end()
    child.stdin?.on('error', () => {})
    child.stdout?.on('data', (chunk: Buffer) => {
      total += chunk.length
      if (total > 8 * mostText) child.kill('SIGTERM')
      else parts.push(chunk)
    })
    child.once('error', (cause) => reject(new WireError('client', 'there is no OpenSSH client (ssh) on this machine', { cause })))
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve({ state: 'got', value: Buffer.concat(parts).toString('utf8') })
      // 127 is the shell's word for a program that is not there (POSIX, 2.8.2)
      else if (code === 127) resolve({ state: 'absent' })
      else resolve({ state: 'denied', why: `${tool} there ends with ${code ?? 'a signal'}: it takes root` })
    })
  })
}
