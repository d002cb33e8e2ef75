import { attempt } from '../wire/fault.ts'
import type { EngineOptions } from './docker-api.ts'
import { getFromEngine } from './docker-api.ts'
import { list, member, text } from './json.ts'

/** A running container as the engine tells of it. Values of its environment are not kept. */
export interface Container {
  readonly id: string
  readonly name: string
  readonly service: string
  /** Its process on this machine. */
  readonly pid: number
  /** `host`, `none`, `bridge`, `container:ID` or the name of a network. */
  readonly networkMode: string
  readonly networks: readonly { readonly network: string; readonly address: string }[]
  readonly published: readonly { readonly target: number; readonly protocol: string; readonly address: string; readonly port: number }[]
  readonly facts: ContainerFacts
}

/** How it is confined, for holding it against the files. */
export interface ContainerFacts {
  readonly user: string
  readonly privileged: boolean
  readonly capAdd: readonly string[]
  readonly readOnlyRoot: boolean
  readonly mounts: readonly RunningMount[]
  /** Names alone. */
  readonly environment: readonly string[]
  /** Names that its image brings; absent where the engine did not tell. */
  readonly imageEnvironment?: readonly string[]
  readonly capDrop: readonly string[]
  /** `no-new-privileges`, `seccomp=unconfined`, ... */
  readonly securityOptions: readonly string[]
  /** Bytes; 0 is no limit. */
  readonly memory: number
  /** Namespaces of the host that it shares. */
  readonly hostNamespaces: readonly ('network' | 'pid' | 'ipc' | 'user')[]
}

export interface RunningMount {
  /** `bind`, `volume`, `tmpfs`, ... */
  readonly type: string
  /** Its path on the machine of the engine. */
  readonly source: string
  readonly target: string
  readonly writable: boolean
}

/** Of one project no more are looked at. */
const most = 200

/** Running containers of a Compose project, by its labels (`com.docker.compose.project`, `.service`), in the order of their names. */
export async function containersOf(project: string, options: EngineOptions): Promise<readonly Container[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`], status: ['running'] }))
  const listed = list(await getFromEngine(`/containers/json?filters=${filters}`, options))
  const ids = listed.map((each) => text(each, 'Id')).filter((id) => /^[0-9a-f]{12,64}$/.test(id))
  const all: Container[] = []
  for (const id of ids.slice(0, most)) {
    const answer = await getFromEngine(`/containers/${id}/json`, options)
    const container = readContainer(answer)
    if (container === undefined) continue
    const names = await namesOfImage(text(answer, 'Image'), options)
    all.push(names === undefined ? container : { ...container, facts: { ...container.facts, imageEnvironment: names } })
  }
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function namesOfImage(id: string, options: EngineOptions): Promise<readonly string[] | undefined> {
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) return undefined
  const got = await attempt(() => getFromEngine(`/images/${id}/json`, options))
  return got.ok ? environmentNames(member(got.value, 'Config')) : undefined
}

function environmentNames(config: unknown): readonly string[] {
  return list(member(config, 'Env')).flatMap((each) => (typeof each === 'string' ? [each.split('=', 1)[0] ?? ''] : []))
}

/** From the answer to `GET /containers/ID/json` (Docker Engine API 1.41); undefined for what does not run. */
export function readContainer(answer: unknown): Container | undefined {
  const [state, config, host, settings] = [
    member(answer, 'State'),
    member(answer, 'Config'),
    member(answer, 'HostConfig'),
    member(answer, 'NetworkSettings'),
  ]
  const pid = member(state, 'Pid')
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1) return undefined
  const networks = entries(member(settings, 'Networks')).flatMap(([network, each]) => {
    const addresses = [text(each, 'IPAddress'), text(each, 'GlobalIPv6Address')].filter((address) => address !== '')
    return addresses.map((address) => ({ network, address }))
  })
  return {
    id: text(answer, 'Id'),
    name: text(answer, 'Name').replace(/^\//, ''),
    service: text(member(config, 'Labels'), 'com.docker.compose.service'),
    pid,
    networkMode: text(host, 'NetworkMode'),
    networks,
    published: entries(member(settings, 'Ports')).flatMap(([target, bindings]) => {
      const [port = '', protocol = 'tcp'] = target.split('/')
      return list(bindings).map((each) => ({ target: Number(port), protocol, address: text(each, 'HostIp'), port: Number(text(each, 'HostPort')) }))
    }),
    facts: {
      user: text(config, 'User'),
      privileged: member(host, 'Privileged') === true,
      capAdd: list(member(host, 'CapAdd')).filter((each) => typeof each === 'string'),
      readOnlyRoot: member(host, 'ReadonlyRootfs') === true,
      mounts: list(member(answer, 'Mounts')).map((each) => ({
        type: text(each, 'Type'),
        source: text(each, 'Source'),
        target: text(each, 'Destination'),
        writable: member(each, 'RW') === true,
      })),
      environment: environmentNames(config),
      capDrop: list(member(host, 'CapDrop')).filter((each) => typeof each === 'string'),
      securityOptions: list(member(host, 'SecurityOpt')).filter((each) => typeof each === 'string'),
      memory: Number(member(host, 'Memory') ?? 0) || 0,
      hostNamespaces: namespaces.flatMap(([key, name]) => (text(host, key) === 'host' ? [name] : [])),
    },
  }
}

const namespaces = [
  ['NetworkMode', 'network'],
  ['PidMode', 'pid'],
  ['IpcMode', 'ipc'],
  ['UsernsMode', 'user'],
] as const

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
