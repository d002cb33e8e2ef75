import type { EngineOptions } from './docker-api.ts'
import { getFromEngine } from './docker-api.ts'
import { list, member, text } from './json.ts'

/** A network of a Compose project. */
export interface ProjectNetwork {
  readonly id: string
  /** As the files name it. */
  readonly key: string
  /** As the engine names it. */
  readonly name: string
  /** Without a way out. */
  readonly internal: boolean
  /** Containers that are attached to it, whether they run or not. */
  readonly members: readonly NetworkMember[]
}

export interface NetworkMember {
  readonly id: string
  readonly name: string
  /** Empty for a container of no service of the project, and for one of `docker compose run`. */
  readonly service: string
}

/** Networks of a project by its labels, by `GET /networks` and `GET /containers/json` (Docker Engine API 1.41). */
export async function projectNetworks(project: string, options: EngineOptions): Promise<readonly ProjectNetwork[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }))
  const networks = list(await getFromEngine(`/networks?filters=${filters}`, options))
  const containers = networks.length === 0 ? [] : list(await getFromEngine('/containers/json?all=1', options))
  return networks.flatMap((each) => {
    const [id, name] = [text(each, 'Id'), text(each, 'Name')]
    if (!/^[0-9a-f]{12,64}$/.test(id)) return []
    const key = text(member(each, 'Labels'), 'com.docker.compose.network')
    const members = containers.flatMap((container) => (isAttached(container, name) ? readMember(container, project) : []))
    return [{ id, key, name, internal: member(each, 'Internal') === true, members }]
  })
}

/** The number of the network is not there yet for a container that never ran. */
function isAttached(container: unknown, network: string): boolean {
  return member(member(member(container, 'NetworkSettings'), 'Networks'), network) !== undefined
}

function readMember(container: unknown, project: string): readonly NetworkMember[] {
  const id = text(container, 'Id')
  if (!/^[0-9a-f]{12,64}$/.test(id)) return []
  const labels = member(container, 'Labels')
  const isOwn = text(labels, 'com.docker.compose.project') === project && !/^true$/i.test(text(labels, 'com.docker.compose.oneoff'))
  const [name] = list(member(container, 'Names'))
  return [{ id, name: typeof name === 'string' ? name.replace(/^\//, '') : id, service: isOwn ? text(labels, 'com.docker.compose.service') : '' }]
}
