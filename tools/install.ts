import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Packages of the list that dpkg does not know as installed. */
function missingPackages(packages: readonly string[]): readonly string[] {
  return packages.filter((name) => {
    const asked = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], { encoding: 'utf8' })
    return asked.stdout !== 'installed'
  })
}

/** Installs what is missing with apt-get; answers why it could not, or undefined. The lists are fetched only when something is missing. */
export function installPackages(packages: readonly string[]): string | undefined {
  if (spawnSync('apt-get', ['--version']).error !== undefined) {
    return `the live tests need real servers, and this system has no apt-get: install ${packages.join(' ')} by its own means, then run npm test`
  }
  const missing = missingPackages(packages)
  if (missing.length === 0) return undefined
  if (process.getuid?.() !== 0) return `only root can install ${missing.join(' ')}: run apt-get install as root, then npm test`
  // runlevel 1 keeps the packages' own services from starting
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-qq', '-y', '--no-install-recommends', ...missing],
  ]) {
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 'inherit', 'inherit'], env })
    if (status !== 0) return `apt-get ${args[0]} failed`
  }
  const still = missingPackages(missing)
  return still.length === 0 ? undefined : `apt-get did not install ${still.join(' ')}`
}

/** Unpacks packages, and what they need that is missing, into a folder from which they run; answers why it could not, or undefined. */
export function unpackPackages(folder: string, packages: readonly string[]): string | undefined {
  if (existsSync(join(folder, 'usr'))) return undefined
  const archives = join(folder, 'archives')
  mkdirSync(join(archives, 'partial'), { recursive: true })
  const download = ['install', '-qq', '-y', '--no-install-recommends', '--download-only', '-o', `Dir::Cache::archives=${archives}`, ...packages]
  const { status } = spawnSync('apt-get', download, { stdio: ['ignore', 'inherit', 'inherit'] })
  const files = readdirSync(archives).filter((name) => name.endsWith('.deb'))
  const isDone = status === 0 && files.every((name) => spawnSync('dpkg', ['--extract', join(archives, name), folder]).status === 0)
  rmSync(isDone ? archives : folder, { recursive: true, force: true })
  return isDone ? undefined : `apt-get could not fetch ${packages.join(' ')}`
}
