import { resolve } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { DeploymentInput, InputFile } from '../../model/platform.ts'
import type { Project, ProjectSource } from '../../model/project.ts'
import { readCompose } from '../compose/index.ts'
import type { Files } from '../files.ts'
import type { HostOptions } from '../host/index.ts'
import { readHosts, readMachine } from '../host/index.ts'
import { join } from './join.ts'

export interface SourcesRead {
  readonly deployment?: DeploymentInput
  readonly failures: readonly InputFile[]
}

/** The one deployment that the sources of a project file form together. A source that is not there is an error of the call. */
export function readSources(project: Project, folder: string, name: string, files: Files, host: HostOptions): SourcesRead {
  const failures: InputFile[] = []
  const parts = project.sources.flatMap((source) => {
    const read = readSource(source, folder, files, host)
    failures.push(...read.failures)
    return read.deployments.map((deployment) => ({ deployment, addresses: source.kind === 'compose' ? [] : source.addresses }))
  })
  return parts.length === 0 ? { failures } : { deployment: join(parts, name, '.'), failures }
}

function readSource(source: ProjectSource, folder: string, files: Files, host: HostOptions): Found {
  if (source.kind === 'compose') {
    const envFiles = source.envFiles.map((file) => resolve(folder, file))
    const paths = source.files.map((file) => present(resolve(folder, file), file, source, files))
    return on(source.host, readCompose({ path: folder, root: files.root, files: paths, ...(envFiles.length === 0 ? {} : { envFiles }) }, files))
  }
  const named = source.kind === 'tree' ? source.tree : source.folder
  const path = resolve(folder, named)
  if (files.list(path) === undefined) throw notThere(named, source)
  if (source.kind === 'tree') return readMachine(path, source.host, { ...host, keepsRights: source.permissions })
  return on(source.host, readHosts(path, host))
}

type Found = ReturnType<typeof readHosts>

/** The same, where somebody says on which machine it runs. */
function on(machine: string | undefined, found: Found): Found {
  if (machine === undefined) return found
  return {
    ...found,
    deployments: found.deployments.map((each) => ({ ...each, components: each.components.map((component) => ({ ...component, host: machine })) })),
  }
}

function present(path: string, named: string, source: ProjectSource, files: Files): string {
  if (files.read(path).state === 'missing') throw notThere(named, source)
  return path
}

function notThere(named: string, { at }: ProjectSource): RingwallError {
  return new RingwallError('no-such-path', `the source ${named} is not there`, { place: at, hint: 'paths are relative to the project file' })
}
