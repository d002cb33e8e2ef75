import { spawnSync } from 'node:child_process'

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
