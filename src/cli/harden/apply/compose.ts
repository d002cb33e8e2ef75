import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { mask } from '../../../engine/harden/mask.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Deployment } from '../../../model/graph.ts'
import type { ComposeRecord } from '../../../model/journal.ts'
import type { ProjectContainer } from '../../../vantages/container-states.ts'
import { projectContainers } from '../../../vantages/container-states.ts'
import { engineSocket } from '../../../vantages/docker-api.ts'
import { attempt } from '../../../wire/fault.ts'
import type { Io } from '../../io.ts'
import { projectOf } from '../../verify/whereabouts.ts'
import type { Ended } from './process.ts'
import { runProgram } from './process.ts'

export interface ComposeCall {
  readonly io: Io
  /** Values that are never shown, with what stands for them. */
  readonly secrets: ReadonlyMap<string, string>
}

export interface ComposeOptions {
  /** As the call names the program; absent: what this machine has. */
  readonly program?: string
  readonly envFiles: readonly string[]
  /** Files that the deployment is read from, absolute. */
  readonly read: ReadonlySet<string>
}

/** How a running project is told of its new files: with the program, the folder and the files that it was started with. */
export async function composeRecord(
  deployment: Deployment,
  after: Deployment,
  { program, envFiles, read }: ComposeOptions,
  call: ComposeCall,
): Promise<ComposeRecord> {
  const project = projectOf(deployment)
  const containers = await containersNow(project, call.io)
  const running = containers.filter(({ status }) => status === 'running' || status === 'restarting')
  const [first] = running
  if (first === undefined)
    throw cannot(`no container of the project ${project} runs`, 'start it: what does not run cannot be proven; or write a copy with --write')
  const files = first.files.map((file) => resolve(first.folder, file))
  const foreign = files.find((file) => !existsSync(file) || !read.has(realpathSync(file)))
  if (first.folder === '' || files.length === 0 || foreign !== undefined)
    throw cannot(
      `the project ${project} was started from ${foreign ?? 'files that its containers do not name'}, which is not what was read here`,
      'give the path that it was started from, with -f where it was',
    )
  const known = new Set(deployment.components.map(({ id }) => id))
  const record: ComposeRecord = {
    kind: 'compose',
    deployment: '',
    program: await composeProgram(program, call.io),
    project,
    folder: first.folder,
    files,
    envFiles: (envFiles.length > 0 ? envFiles : first.envFiles).map((file) => resolve(first.folder, file)),
    running: [...new Set(running.map(({ service }) => service))],
    well: [...new Set(running.map(({ service }) => service))].filter((service) =>
      containers.every((each) => each.service !== service || isWell(each)),
    ),
    added: after.components.flatMap(({ id, input }) => (known.has(id) || input.profiles.length > 0 ? [] : [id])),
    unset: [],
  }
  return { ...record, unset: await unsetVariables(record, call) }
}

/** The files of a stage take effect: what was touched is made anew, since a mounted file is another one now; the rest where it differs. */
export async function tellCompose(record: ComposeRecord, touched: readonly string[], call: ComposeCall): Promise<void> {
  const missing = (await unsetVariables(record, call)).filter((name) => !record.unset.includes(name))
  if (missing.length > 0)
    throw cannot(`${missing.join(', ')}: without a value in this environment, and it had one before`, 'call it with the same environment')
  const services = await servicesOf(record, call)
  const wanted = [...record.running, ...record.added].filter((service) => services.includes(service))
  const anew = wanted.filter((service) => touched.includes(service))
  if (anew.length > 0) await compose(record, ['up', '--no-start', '--no-deps', '--force-recreate', ...anew], call)
  await compose(record, ['up', '--detach', ...wanted], call)
}

/** Containers of services that the old files do not have go; all else is as after any other change. */
export async function tellComposeBack(record: ComposeRecord, touched: readonly string[], call: ComposeCall): Promise<void> {
  await tellCompose(record, touched, call)
  const services = await servicesOf(record, call)
  for (const service of record.added.filter((each) => !services.includes(each))) {
    const labels = [`com.docker.compose.project=${record.project}`, `com.docker.compose.service=${service}`]
    const docker = (...words: readonly string[]): Promise<Ended> => runProgram({ argv: ['docker', ...words], env: call.io.env })
    const found = await docker('ps', '--all', '--quiet', ...labels.flatMap((label) => ['--filter', `label=${label}`]))
    const ids = found.out.split('\n').filter((id) => /^[0-9a-f]{12,64}$/.test(id))
    if (ids.length > 0) await docker('rm', '--force', ...ids)
  }
}

function isWell({ status, health }: ProjectContainer): boolean {
  return status === 'running' && health !== 'unhealthy'
}

export async function containersNow(project: string, io: Io): Promise<readonly ProjectContainer[]> {
  const engine = engineSocket(io.env)
  if ('why' in engine) throw cannot(engine.why, 'call it on the machine of the engine')
  const got = await attempt(() => projectContainers(project, { socket: engine.socket, signal: new AbortController().signal, timeout: 10_000 }))
  if (got.ok) return got.value
  throw cannot(`the container engine does not answer (${got.fault.detail})`, 'start it, or name it with DOCKER_HOST; or write a copy with --write')
}

async function composeProgram(named: string | undefined, io: Io): Promise<readonly string[]> {
  const candidates = named === undefined ? ['docker compose', 'docker-compose'] : [named]
  for (const candidate of candidates) {
    const argv = candidate.split(' ').filter((word) => word !== '')
    const ended = await runProgram({ argv: [...argv, 'version'], env: io.env }).catch(() => undefined)
    if (ended?.code === 0) return argv
  }
  throw cannot(`${candidates.join(' and ')}: not there, or does not run`, 'install Compose, or name its program with --compose')
}

/** Names of variables that Compose puts an empty text for. */
async function unsetVariables(record: ComposeRecord, call: ComposeCall): Promise<readonly string[]> {
  const { err } = await compose(record, ['config', '--quiet'], call)
  return [...new Set([...err.matchAll(/The \\?"?(\w+)\\?"? variable is not set/g)].map(([, name]) => name!))].toSorted()
}

async function servicesOf(record: ComposeRecord, call: ComposeCall): Promise<readonly string[]> {
  const { out } = await compose(record, ['config', '--services'], call)
  return out.split('\n').filter((name) => name !== '')
}

async function compose({ program, project, folder, files, envFiles }: ComposeRecord, words: readonly string[], call: ComposeCall): Promise<Ended> {
  const argv = [
    ...program,
    ...envFiles.flatMap((file) => ['--env-file', file]),
    ...files.flatMap((file) => ['--file', file]),
    '--project-directory',
    folder,
    '--project-name',
    project,
    ...words,
  ]
  const ended = await runProgram({ argv, cwd: folder, env: call.io.env })
  if (ended.code === 0) return ended
  throw new RingwallError(
    'unreadable',
    `${program.join(' ')} ${words[0]} ended with ${ended.code ?? 'a signal'}${lastWords(ended.err, call.secrets)}`,
  )
}

/** What a program said at its end, without secrets. */
function lastWords(text: string, secrets: ReadonlyMap<string, string>): string {
  const last = text
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim()
  return last === undefined
    ? ''
    : `: ${mask(last, secrets)
        .replaceAll(/\p{Cc}/gu, ' ')
        .slice(0, 300)}`
}

function cannot(why: string, hint: string): RingwallError {
  return new RingwallError('usage', `--apply: ${why}`, { hint })
}
