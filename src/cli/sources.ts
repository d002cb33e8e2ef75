import { existsSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Found } from '../engine/audit.ts'
import { recognise } from '../engine/recognise.ts'
import { RingwallError } from '../model/error.ts'
import type { DeploymentInput, InputFile } from '../model/platform.ts'
import { readCompose } from '../platforms/compose/index.ts'
import { isYamlName, mayBeCompose } from '../platforms/compose/recognise.ts'
import type { Draft, Files } from '../platforms/files.ts'
import { openFiles } from '../platforms/files.ts'
import type { HostOptions } from '../platforms/host/index.ts'
import { readFiles, readHosts, readMachine } from '../platforms/host/index.ts'
import { declare } from '../platforms/project/declare.ts'
import { readSources } from '../platforms/project/sources.ts'
import { technologies } from '../registry/technologies.ts'
import type { FoundProject } from './project.ts'
import { findProject } from './project.ts'
import { listOption, textOption } from './options.ts'

/** What was found, with the door to the disk and the project file that stands above it. */
export interface Sources extends Found {
  readonly files: Files
  readonly project?: FoundProject
}

export interface SourceOptions {
  readonly file: readonly string[]
  readonly envFile: readonly string[]
  readonly root?: string
  /** What a project file says is left out. */
  readonly ignoreProject?: boolean
}

/** What a call says about its sources. */
export function sourceOptions(options: Readonly<Record<string, unknown>>): SourceOptions {
  const root = textOption(options['root'])
  return { file: listOption(options['file']), envFile: listOption(options['envFile']), ...(root === undefined ? {} : { root }) }
}

/** Finds the deployments that a call is about. Nothing to judge is an error of the call, not an empty success. */
export function findDeployments(path: string, options: SourceOptions, cwd: string, drafts?: ReadonlyMap<string, Draft>): Sources {
  if (path === 'host:') return runningMachine()
  const absolute = resolve(cwd, path)
  if (!existsSync(absolute)) {
    throw new RingwallError('no-such-path', `${path}: no such file or folder`, {
      hint: 'give a file or the folder that holds it; host: is this machine',
    })
  }
  const real = realpathSync(absolute)
  const isFolder = statSync(real).isDirectory()
  const folder = isFolder ? real : dirname(real)
  const root = options.root === undefined ? rootOf(folder) : givenRoot(options.root, folder, cwd)
  const files = openFiles(root, real, drafts)
  const project = options.ignoreProject === true ? undefined : findProject(files)
  const own = isFolder && options.file.length === 0 && project?.folder === folder ? project : undefined
  const all = sourcesOf(own, files) ?? found(path, real, isFolder, files, options, cwd)
  return { ...(own === undefined ? all : declared(all, own, files)), files, ...(project === undefined ? {} : { project }) }
}

/** The deployment that the sources of a project file form; `undefined` where it names none. */
function sourcesOf(own: FoundProject | undefined, files: Files): Found | undefined {
  if (own === undefined || own.project.sources.length === 0) return undefined
  const name = own.project.name ?? (basename(own.folder) || 'default')
  const { deployment, failures } = readSources(
    own.project,
    own.folder,
    name,
    files,
    hostOptions(files, (path) => files.isClaimed(path)),
  )
  if (deployment === undefined) nothingToJudge(own.project.file, failures)
  return { deployments: [deployment], failures }
}

/** What the project file says of components, zones and channels. Of several deployments, each takes what it has. */
function declared(found: Found, { project, folder }: FoundProject, files: Files): Found {
  const alone = found.deployments.length === 1
  const one = (deployment: DeploymentInput, mayAdd: boolean): DeploymentInput =>
    declare(deployment, { project, folder, files, kinds: technologies, mayAdd })
  const { rest } = found
  return {
    ...found,
    deployments: found.deployments.map((deployment) => one(deployment, alone)),
    ...(rest === undefined
      ? {}
      : {
          rest: () => {
            const others = rest()
            return { ...others, deployments: others.deployments.map((deployment) => one(deployment, false)) }
          },
        }),
  }
}

function found(path: string, real: string, isFolder: boolean, files: Files, options: SourceOptions, cwd: string): Found {
  const { folder, root } = files
  const named = options.file.map((file) => resolve(cwd, file))
  const loose = isFolder || named.length > 0 ? undefined : looseFile(real, files)
  if (loose !== undefined && loose.deployments.length > 0) return loose
  const compose = readCompose(
    {
      path: real,
      files: named,
      // none named is the project's own .env, not none at all
      ...(options.envFile.length === 0 ? {} : { envFiles: options.envFile.map((file) => resolve(cwd, file)) }),
      root,
    },
    files,
  )
  const rest = (): Pick<Found, 'deployments' | 'failures'> =>
    isFolder && named.length === 0 ? unclaimed(folder, files, compose.deployments) : nothing
  if (compose.deployments.length > 0) return { ...compose, rest }
  const others = rest()
  const failures = [...compose.failures, ...others.failures]
  if (others.deployments.length === 0) nothingToJudge(path, failures)
  return { deployments: others.deployments, failures }
}

const nothing: Pick<Found, 'deployments' | 'failures'> = { deployments: [], failures: [] }

/** A file that is no Compose file, but a product's settings. */
function looseFile(path: string, files: Files): Found | undefined {
  const read = files.read(path)
  if (read.state === 'text' && isYamlName(path) && mayBeCompose(read.text)) return undefined
  return readFiles(
    [path],
    files.folder,
    hostOptions(files, () => false),
  )
}

/** Deployments of what no Compose deployment reads. */
function unclaimed(folder: string, files: Files, known: readonly DeploymentInput[]): Pick<Found, 'deployments' | 'failures'> {
  const inputs = new Set(known.flatMap((deployment) => deployment.inputs.map(({ file }) => file)))
  const taken = (path: string): boolean => files.isClaimed(path) || inputs.has(files.display(path))
  const found = readHosts(folder, hostOptions(files, taken))
  return { ...found, deployments: distinctly(found.deployments, known) }
}

/** No two deployments of a call share a name: a folder that has a Compose deployment too is told apart. */
function distinctly(deployments: readonly DeploymentInput[], known: readonly DeploymentInput[]): readonly DeploymentInput[] {
  const used = new Set(known.map(({ name }) => name))
  return deployments.map((deployment) => {
    const wanted = [deployment.name, `${deployment.name} (files)`, `${deployment.root} (files)`]
    const name = wanted.find((each) => !used.has(each)) ?? wanted.at(-1)!
    used.add(name)
    return { ...deployment, name }
  })
}

/** The machine that this runs on, by its own files. */
function runningMachine(): Sources {
  const files = openFiles('/', '/')
  const found = readMachine('/', hostname(), { ...hostOptions(files, () => false), keepsRights: true })
  if (found.deployments.length === 0) throw new RingwallError('nothing-to-judge', 'host: no settings were found below /etc')
  return { ...found, files }
}

function hostOptions(files: Files, isTaken: (path: string) => boolean): HostOptions {
  return { files, kinds: technologies, identify: (input) => recognise(input, technologies)?.technology.id, isTaken, keepsRights: false }
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
  throw new RingwallError('nothing-to-judge', `${path}: neither a Compose file nor settings of a known program were found`, {
    hint: 'name a Compose file with -f, or give the folder that holds the files',
  })
}
