import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The first of the paths that is there; a folder's `*` stands for its newest version. */
export function program(...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const star = path.indexOf('*')
    if (star === -1) {
      if (existsSync(path)) return path
      continue
    }
    const folder = path.slice(0, star)
    const names = existsSync(folder) ? readdirSync(folder).toSorted((a, b) => Number(b) - Number(a)) : []
    const found = names.map((name) => `${folder}${name}${path.slice(star + 1)}`).find((file) => existsSync(file))
    if (found !== undefined) return found
  }
  return undefined
}

/** True when the suite is to be skipped: the server is not installed, and RINGWALL_REQUIRE_LIVE=1 does not make that a failure. */
export function isMissing(found: string | undefined): boolean {
  return found === undefined && process.env['RINGWALL_REQUIRE_LIVE'] !== '1'
}

/** What the suite's name says when it is skipped. */
export function reason(found: string | undefined): string {
  return isMissing(found) ? ' (skipped: it is not installed)' : ''
}

export interface Sandbox {
  readonly folder: string
  /** Runs a program to its end as the sandbox's user and gives its output. */
  readonly run: (file: string, args: readonly string[], input?: string) => string
  readonly start: (file: string, args: readonly string[]) => ChildProcess
  readonly stop: () => Promise<void>
}

/** A folder of its own, and programs as an unprivileged user: servers refuse root. */
export function sandbox(name: string): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), `ringwall-${name}-`))
  const root = process.getuid?.() === 0
  if (root) chownSync(folder, 65_534, 65_534)
  chmodSync(folder, 0o700)
  const children: ChildProcess[] = []
  const command = (file: string, args: readonly string[]): [string, string[]] =>
    root ? ['setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', file, ...args]] : [file, [...args]]
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: folder, TMPDIR: folder, LC_ALL: 'C' }
  return {
    folder,
    run(file, args, input = '') {
      const [program_, all] = command(file, args)
      return execFileSync(program_, all, { cwd: folder, env, input, encoding: 'utf8', timeout: 60_000, stdio: ['pipe', 'pipe', 'pipe'] })
    },
    start(file, args) {
      const [program_, all] = command(file, args)
      const child = spawn(program_, all, { cwd: folder, env, stdio: 'ignore' })
      children.push(child)
      return child
    },
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          const gone = new Promise((resolve) => child.once('exit', resolve))
          child.kill('SIGTERM')
          const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
          await gone
          clearTimeout(late)
        }),
      )
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Given by this process. */
const given = new Set<number>()

/**
 * A port of loopback that is free now. It lies below the range from which the kernel takes the ports of connections (32768 and up on Linux):
 * there another test could take it before its server is up.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_768)
  if (given.has(port)) return freePort()
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  if (!isFree) return freePort()
  given.add(port)
  return port
}

/** Asks again until the answer comes, for at most 30 seconds. */
export async function eventually<T>(ask: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + 30_000
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
