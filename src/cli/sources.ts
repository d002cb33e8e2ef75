import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import type { DeploymentInput, InputFile } from '../model/platform.ts'
import { readCompose } from '../platforms/compose/index.ts'
import { listOption, textOption } from './options.ts'

export interface SourceOptions {
  readonly file: readonly string[]
  readonly envFile: readonly string[]
  readonly root?: string
}

export interface Found {
  readonly deployments: readonly DeploymentInput[]
  readonly failures: readonly InputFile[]
}

/** What a call says about its sources. */
export function sourceOptions(options: Readonly<Record<string, unknown>>): SourceOptions {
  const root = textOption(options['root'])
  return { file: listOption(options['file']), envFile: listOption(options['envFile']), ...(root === undefined ? {} : { root }) }
}

/** Finds the deployments that a call is about. Nothing to judge is an error of the call, not an empty success. */
export function findDeployments(path: string, options: SourceOptions, cwd: string): Found {
  const absolute = resolve(cwd, path)
  if (!existsSync(absolute)) {
    throw new RingwallError('no-such-path', `${path}: no such file or folder`, { hint: 'give the Compose file or the folder that holds it' })
  }
  const real = realpathSync(absolute)
  const folder = statSync(real).isDirectory() ? real : dirname(real)
  const found = readCompose({
    path: real,
    files: options.file.map((file) => resolve(cwd, file)),
    // none named is the project's own .env, not none at all
    ...(options.envFile.length === 0 ? {} : { envFiles: options.envFile.map((file) => resolve(cwd, file)) }),
    root: options.root === undefined ? rootOf(folder) : givenRoot(options.root, folder, cwd),
  })
  if (found.deployments.length === 0) nothingToJudge(path, found.failures)
  return found
}

/** The nearest folder above that holds `.git`; at least the folder itself. */
function rootOf(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) return current
    if (dirname(current) === current) return folder
  }
}

function givenRoot(root: string, folder: string, cwd: string): string {
  const absolute = resolve(cwd, root)
  if (!existsSync(absolute))
    throw new RingwallError('no-such-path', `--root ${root}: no such folder`, { hint: 'name an existing folder that holds the path' })
  const real = realpathSync(absolute)
  if (relative(real, folder).split('/')[0] === '..') {
    throw new RingwallError('outside-root', `${root} does not hold the path that is to be read`, { hint: 'choose a --root above it' })
  }
  return real
}

function nothingToJudge(path: string, failures: readonly InputFile[]): never {
  const first = failures[0]
  const gap = first?.gaps[0]
  if (first !== undefined && gap !== undefined) {
    const place = { file: first.file, line: gap.line ?? 1 }
    const more = failures.length === 1 ? '' : ` (and ${failures.length - 1} more files that could not be read)`
    throw new RingwallError('syntax', `${gap.why}${more}`, { place, hint: 'nothing else could be judged; mend the file and try again' })
  }
  throw new RingwallError('nothing-to-judge', `${path}: no Compose file was found`, { hint: 'name one with -f, or give the folder that holds it' })
}
