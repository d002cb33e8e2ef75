import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const version = '3.1.0'

export interface Linter {
  readonly name: string
  /** Arguments of Node that lint every Compose file below a folder. */
  readonly args: (folder: string) => readonly string[]
  readonly remove: () => void
}

/** Installs dclint outside of the project for the length of a measurement. Why not, if it cannot be had. */
export function installLinter(): Linter | string {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-bench-dclint-'))
  function remove(): void {
    rmSync(folder, { recursive: true, force: true })
  }
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--prefix', folder, `dclint@${version}`]
  const done = spawnSync('npm', options, { encoding: 'utf8', timeout: 120_000 })
  const program = join(folder, 'node_modules/.bin/dclint')
  if (done.status === 0 && existsSync(program)) {
    return { name: `dclint ${version}`, args: (files) => [program, '--recursive', '--quiet', files], remove }
  }
  remove()
  const reason = done.error?.message ?? done.stderr.trim().split('\n').at(-1) ?? ''
  return `dclint ${version} could not be installed: ${reason}`
}
