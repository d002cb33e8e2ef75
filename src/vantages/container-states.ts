import type { EngineOptions } from './docker-api.ts'
import { getFromEngine } from './docker-api.ts'
import { list, member, text } from './json.ts'

/** A container of a Compose project, whether it runs or not. */
export interface ProjectContainer {
  readonly service: string
  readonly name: string
  readonly status: string
  readonly exitCode: number
  readonly health: string
  readonly restarts: number
  /** Where Compose was called, and with which files, as it labelled the container. */
  readonly folder: string
  readonly files: readonly string[]
  readonly envFiles: readonly string[]
  readonly image: string
  /** Where volumes lie that nobody named. */
  readonly unnamed: readonly string[]
}

/** Containers of a project by its labels, without those of `docker compose run`. */
export async function projectContainers(project: string, options: EngineOptions): Promise<readonly ProjectContainer[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }))
  const listed = list(await getFromEngine(`/containers/json?all=1&filters=${filters}`, options))
  const all: ProjectContainer[] = []
  for (const each of listed) {
    const id = text(each, 'Id')
    if (/^[0-9a-f]{12,64}$/.test(id)) all.push(...readState(await getFromEngine(`/containers/${id}/json`, options)))
  }
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** From the answer to `GET /containers/ID/json` (Docker Engine API 1.41). */
function readState(answer: unknown): readonly ProjectContainer[] {
  const labels = member(member(answer, 'Config'), 'Labels')
  const state = member(answer, 'State')
  if (/^true$/i.test(text(labels, 'com.docker.compose.oneoff'))) return []
  const listOf = (label: string): readonly string[] =>
    text(labels, label)
      .split(',')
      .filter((each) => each !== '')
  return [
    {
      service: text(labels, 'com.docker.compose.service'),
      name: text(answer, 'Name').replace(/^\//, ''),
      status: text(state, 'Status'),
      exitCode: Number(member(state, 'ExitCode') ?? 0) || 0,
      health: text(member(state, 'Health'), 'Status') || 'none',
      restarts: Number(member(answer, 'RestartCount') ?? 0) || 0,
      folder: text(labels, 'com.docker.compose.project.working_dir'),
      files: listOf('com.docker.compose.project.config_files'),
      envFiles: listOf('com.docker.compose.project.environment_file'),
      image: text(answer, 'Image'),
      unnamed: list(member(answer, 'Mounts')).flatMap((mount) =>
        text(mount, 'Type') === 'volume' && /^[0-9a-f]{64}$/.test(text(mount, 'Name')) ? [text(mount, 'Destination')] : [],
      ),
    },
  ]
}

/** Places of volumes in the container that an image was built from (`ContainerConfig`); BuildKit builds without one. */
export async function volumesOfBuild(image: string, options: EngineOptions): Promise<readonly string[]> {
  if (!/^sha256:[0-9a-f]{64}$/.test(image)) return []
  const volumes = member(member(await getFromEngine(`/images/${image}/json`, options), 'ContainerConfig'), 'Volumes')
  return typeof volumes === 'object' && volumes !== null ? Object.keys(volumes) : []
}
