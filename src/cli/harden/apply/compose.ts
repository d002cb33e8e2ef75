import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Node } from '../../../formats/node.ts'
import { child, entriesOf } from '../../../formats/node.ts'
import { parseYaml } from '../../../formats/yaml.ts'
import { mask } from '../../../engine/harden/mask.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Deployment } from '../../../model/graph.ts'
import type { ComposeRecord } from '../../../model/journal.ts'
import type { ProjectContainer } from '../../../vantages/container-states.ts'
import { projectContainers, volumesOfBuild } from '../../../vantages/container-states.ts'
import type { EngineOptions } from '../../../vantages/docker-api.ts'
import { engineSocket } from '../../../vantages/docker-api.ts'
import type { ProjectNetwork } from '../../../vantages/project-networks.ts'
import { projectNetworks } from '../../../vantages/project-networks.ts'
import { attempt } from '../../../wire/fault.ts'
import type { Io } from '../../io.ts'
import { projectOf } from '../../verify/whereabouts.ts'
import { networkChanges, refuseStrangers, willBeRenewed } from './compose-networks.ts'
import { leftBehind } from './compose-volumes.ts'
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
  const networks = await networksNow(project, call.io)
  for (const network of networks) if (willBeRenewed(network.key, deployment, after)) refuseStrangers(network, [...known])
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
    networks: networks.map(({ key }) => key),
    unset: [],
  }
  const { root, unset } = await configOf(record, call)
  if (/^v?1\./.test((await compose(record, ['version', '--short'], call)).out.trim())) await refuseLoss(running, root, call)
  return { ...record, unset }
}

/** What lies in volumes must be there afterwards, too. */
async function refuseLoss(running: readonly ProjectContainer[], root: Node | undefined, { io }: ComposeCall): Promise<void> {
  for (const { service, image, unnamed } of running) {
    if (unnamed.length === 0) continue
    const built = await fromEngine((options) => volumesOfBuild(image, options), io)
    const lost = leftBehind(unnamed, built, child(root, 'services', service))
    if (lost.length > 0)
      throw cannot(
        `${service} keeps ${lost.join(', ')} in a volume without a name, which docker-compose 1 leaves behind when it makes the container anew`,
        'name a volume for it in the Compose file and copy what it has, or use Compose 2 (--compose)',
      )
  }
}

/** The files of a stage take effect: what was touched is made anew, since a mounted file is another one now; the rest where it differs. */
export async function tellCompose(record: ComposeRecord, touched: readonly string[], call: ComposeCall): Promise<void> {
  if (record.isAlone === true) await renewAlone(record, record.running, touched, call)
  else await bringUp(record, touched, call)
}

/** As fast as it can be done: what is not touched is not even looked at. */
async function renewAlone(record: ComposeRecord, services: readonly string[], touched: readonly string[], call: ComposeCall): Promise<void> {
  const anew = touched.filter((service) => record.running.includes(service) && services.includes(service))
  if (anew.length > 0) await compose(record, ['up', '--detach', '--no-deps', '--force-recreate', ...anew], call)
}

/** A program inside of a service that runs. */
export async function runInCompose(record: ComposeRecord, service: string, words: readonly string[], call: ComposeCall): Promise<void> {
  await compose(record, ['exec', '-T', service, ...words], call)
}

/** What the old files do not have goes: containers of services, and networks. All else is as after any other change. */
export async function tellComposeBack(record: ComposeRecord, touched: readonly string[], call: ComposeCall): Promise<void> {
  const services = await bringUp(record, touched, call)
  for (const service of record.added.filter((each) => !services.includes(each))) {
    const labels = [`com.docker.compose.project=${record.project}`, `com.docker.compose.service=${service}`]
    const found = await docker(['ps', '--all', '--quiet', ...labels.flatMap((label) => ['--filter', `label=${label}`])], call)
    const ids = found.out.split('\n').filter((id) => /^[0-9a-f]{12,64}$/.test(id))
    if (ids.length > 0) await docker(['rm', '--force', ...ids], call)
  }
  const { networks: before } = record
  if (before === undefined) return
  for (const { id, key, members } of await networksNow(record.project, call.io))
    if (!before.includes(key) && members.length === 0) await docker(['network', 'rm', id], call)
}

/** Gives the services of the files. */
async function bringUp(record: ComposeRecord, touched: readonly string[], call: ComposeCall): Promise<readonly string[]> {
  const { root, unset } = await configOf(record, call)
  const missing = unset.filter((name) => !record.unset.includes(name))
  if (missing.length > 0)
    throw cannot(`${missing.join(', ')}: without a value in this environment, and it had one before`, 'call it with the same environment')
  const services = servicesIn(root)
  if (record.isAlone === true) {
    await renewAlone(record, services, touched, call)
    return services
  }
  const wanted = [...record.running, ...record.added].filter((service) => services.includes(service))
  const moved = await renewNetworks(record, root, call)
  const anew = services.filter((service) => moved.includes(service) || (wanted.includes(service) && touched.includes(service)))
  if (anew.length > 0) await compose(record, ['up', '--no-start', '--no-deps', '--force-recreate', ...anew], call)
  await compose(record, ['up', '--detach', ...wanted], call)
  return services
}

/**
 * Takes away the networks that are to be otherwise, so that Compose makes them anew; gives the services whose containers then need them. The
 * containers stay until they are made anew themselves: what is in their volumes without a name goes over to the new ones.
 */
async function renewNetworks(record: ComposeRecord, root: Node | undefined, call: ComposeCall): Promise<readonly string[]> {
  const { renewed, lacking } = networkChanges(root, await networksNow(record.project, call.io))
  for (const network of renewed) refuseStrangers(network, servicesIn(root))
  for (const { id, name, members } of renewed) {
    for (const each of members) await docker(['network', 'disconnect', '--force', id, each.id], call)
    const { code, err } = await docker(['network', 'rm', id], call)
    if (code !== 0) throw new RingwallError('unreadable', `docker network rm ${name} ended with ${code ?? 'a signal'}${lastWords(err, call.secrets)}`)
  }
  const there = (await containersNow(record.project, call.io)).map(({ service }) => service)
  return lacking.filter((service) => there.includes(service))
}

function servicesIn(root: Node | undefined): readonly string[] {
  return entriesOf(child(root, 'services')).map(({ key }) => key)
}

function isWell({ status, health }: ProjectContainer): boolean {
  return status === 'running' && health !== 'unhealthy'
}

export async function containersNow(project: string, io: Io): Promise<readonly ProjectContainer[]> {
  return fromEngine((options) => projectContainers(project, options), io)
}

async function networksNow(project: string, io: Io): Promise<readonly ProjectNetwork[]> {
  return fromEngine((options) => projectNetworks(project, options), io)
}

async function fromEngine<T>(ask: (options: EngineOptions) => Promise<T>, io: Io): Promise<T> {
  const engine = engineSocket(io.env)
  if ('why' in engine) throw cannot(engine.why, 'call it on the machine of the engine')
  const got = await attempt(() => ask({ socket: engine.socket, signal: new AbortController().signal, timeout: 10_000 }))
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

/** The files as Compose reads them, and the names of variables that it puts an empty text for. */
async function configOf(record: ComposeRecord, call: ComposeCall): Promise<{ readonly root: Node | undefined; readonly unset: readonly string[] }> {
  const { out, err } = await compose(record, ['config'], call)
  const unset = [...err.matchAll(/The \\?"?(\w+)\\?"? variable is not set/g)].map(([, name]) => name!)
  return { root: parseYaml(out).documents[0], unset: [...new Set(unset)].toSorted() }
}

function docker(words: readonly string[], { io }: ComposeCall): Promise<Ended> {
  return runProgram({ argv: ['docker', ...words], env: io.env })
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
