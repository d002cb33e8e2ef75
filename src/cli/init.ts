import { existsSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, posix, resolve } from 'node:path'
import { buildDeployment } from '../engine/build.ts'
import { guidesInForce } from '../engine/requirements.ts'
import { RingwallError } from '../model/error.ts'
import type { DeploymentInput } from '../model/platform.ts'
import type { FirstSource } from '../project/first.ts'
import { firstProject } from '../project/first.ts'
import { guides } from '../registry.ts'
import { technologies } from '../registry/technologies.ts'
import type { Io } from './io.ts'
import { exit } from './io.ts'
import { findDeployments, sourceOptions } from './sources.ts'

const file = 'ringwall.yaml'

/** `ringwall init`: writes a first project file of what was found. One that is there is never touched, unless `--force` says so. */
export function runInit(path: string, options: Readonly<Record<string, unknown>>, io: Io): number {
  const folder = folderAt(path, io.cwd)
  const target = join(folder, file)
  const shown = posix.join(path, file)
  if (existsSync(target) && options['force'] !== true && options['stdout'] !== true)
    throw new RingwallError('usage', `${shown} is there already`, { hint: '--force writes it anew, --stdout only prints it' })
  const found = findDeployments(path, { ...sourceOptions(options), ignoreProject: true }, io.cwd)
  const now = new Date().toISOString()
  const first = found.deployments.map((input) => buildDeployment(input, technologies, now))
  const rest = (found.rest?.().deployments ?? []).map((input) => buildDeployment(input, technologies, now))
  const all = oneDeployment(
    [...first, ...rest].filter(({ input }) => input.variantOf === undefined),
    shown,
  )
  const text = firstProject({
    name: all.length === 1 ? all[0]!.name.replace(/ \(.*\)$/, '') : basename(folder),
    sources: all.flatMap(({ input }) => sourcesOf(input)),
    deployments: all,
    guides: [...new Set(all.flatMap((deployment) => guidesInForce(deployment, guides, []).map(({ id }) => id)))],
  })
  if (options['stdout'] === true) io.stdout.write(text)
  else {
    writeFileSync(target, text, { flag: options['force'] === true ? 'w' : 'wx' })
    io.stdout.write(`wrote ${shown}: read it, correct what is wrong, and name what could not be guessed\n`)
  }
  return exit.clean
}

function folderAt(path: string, cwd: string): string {
  const absolute = resolve(cwd, path)
  if (!existsSync(absolute) || !statSync(absolute).isDirectory())
    throw new RingwallError('no-such-path', `${path}: no such folder`, { hint: 'give the folder that the project file is for' })
  return realpathSync(absolute)
}

/** A project file is about one deployment: several Compose projects are several. */
function oneDeployment<T extends { readonly name: string; readonly input: DeploymentInput }>(all: readonly T[], shown: string): readonly T[] {
  const composed = all.filter(({ input }) => input.platform === 'compose')
  if (composed.length <= 1) return all
  const names = composed.map(({ name, input }) => `${name} in ${input.root}`).join(', ')
  throw new RingwallError('usage', `${shown} would hold several deployments: ${names}`, {
    hint: 'call ringwall init in the folder of one of them, or name its files with -f',
  })
}

function sourcesOf(input: DeploymentInput): readonly FirstSource[] {
  if (input.platform === 'compose') {
    const files = input.inputs.filter(({ as }) => as === 'compose').map((each) => each.file)
    return [{ kind: 'compose', files: files.filter((each, index) => index === 0 || /override/.test(each)) }]
  }
  const machines = input.components.filter(({ form }) => form === 'machine')
  if (machines.length === 0) return [{ kind: 'files', folder: input.root }]
  return machines.map(({ host, id, at }) => ({ kind: 'tree', host: host ?? id, tree: at.file.replace(/\/?etc\/[^/]+$/, '') || '.' }))
}
