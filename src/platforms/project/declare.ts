import { posix, resolve } from 'node:path'
import type { ComponentInput, Declared } from '../../model/input.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { DeclaredComponent, DeclaredZone, Project } from '../../model/project.ts'
import type { Files } from '../files.ts'
import type { Kind } from '../host/candidates.ts'
import { candidateAt, placeOf } from '../host/candidates.ts'
import { componentOf } from '../host/program.ts'
import type { Overlay } from '../host/view.ts'
import { viewOf } from '../host/view.ts'

export interface Declaring {
  readonly project: Project
  /** Folder of the project file. */
  readonly folder: string
  readonly files: Files
  readonly kinds: readonly Kind[]
  /** A component that no source finds is made of what the project file says alone. */
  readonly mayAdd: boolean
}

/** The deployment with what the project file says of its components, zones and channels. */
export function declare(deployment: DeploymentInput, declaring: Declaring): DeploymentInput {
  const { project, mayAdd } = declaring
  const known = new Map(deployment.components.map((component) => [component.id, component]))
  for (const declared of project.components) {
    const found = known.get(declared.id)
    if (found !== undefined || mayAdd) known.set(declared.id, declaredComponent(found, declared, declaring))
  }
  const components = zoned([...known.values()], project.zones)
  const zones = project.zones.map(({ name, internal, at }) => ({ name, internal, external: false, encrypted: false, at }))
  const joined = new Set(components.flatMap(({ networks }) => networks.map(({ network }) => network)))
  return {
    ...deployment,
    components,
    networks: [...deployment.networks.filter(({ name }) => joined.has(name) && !zones.some((zone) => zone.name === name)), ...zones],
    ...(project.channels.length === 0 ? {} : { channels: project.channels }),
  }
}

function declaredComponent(found: ComponentInput | undefined, declared: DeclaredComponent, declaring: Declaring): ComponentInput {
  const { id, at, technology, version, host, addresses } = declared
  const { files, project } = declaring
  const is: Declared | undefined =
    technology === undefined ? undefined : { technology, ...(version === undefined ? {} : { version }), because: `${project.file} says so` }
  const machine = { name: host ?? found?.host ?? id, keepsRights: false, files }
  const view = viewOf(
    machine,
    declared.files.flatMap((file) => overlaysOf(file, technology, declaring)),
  )
  const base = found ?? componentOf(id, { name: id, at }, machine, view)
  return {
    ...base,
    ...(host === undefined || base.form === 'container' ? {} : { host }),
    ...(is === undefined ? versionOnly(base, version, project) : { declared: is }),
    names: [...base.names, ...addresses.map((name) => ({ name }))],
    open(path) {
      const own = view.open(path)
      return own.state === 'absent' ? base.open(path) : own
    },
    list: (path) => [...new Set([...view.list(path), ...base.list(path)])].toSorted(),
  }
}

/** A version alone is said of a component whose technology the platform knows already. */
function versionOnly(base: ComponentInput, version: string | undefined, { file }: Project): { readonly declared?: Declared } {
  if (version === undefined || base.declared === undefined) return {}
  return { declared: { ...base.declared, version, because: `${file} says so` } }
}

/** A file at the path that is named, else where its product looks for it. */
function overlaysOf(
  { file, as }: DeclaredComponent['files'][number],
  technology: string | undefined,
  { folder, files, kinds }: Declaring,
): readonly Overlay[] {
  const source = resolve(folder, file)
  const known = candidateAt(
    source,
    kinds.filter(({ id }) => technology === undefined || id === technology),
    files,
  )
  const at = as ?? (known === undefined ? posix.join('/', file) : placeOf(known))
  return [
    { at, source, kind: 'file' },
    { at: posix.dirname(at), source: resolve(source, '..'), kind: 'folder' },
  ]
}

/** Members of zones are components, or machines with all that runs on them. A component that is in a declared zone is in no other. */
function zoned(components: readonly ComponentInput[], zones: readonly DeclaredZone[]): readonly ComponentInput[] {
  if (zones.length === 0) return components
  return components.map((component) => {
    const own = zones.filter(({ members }) => members.includes(component.id) || (component.host !== undefined && members.includes(component.host)))
    return own.length === 0 ? component : { ...component, networks: own.map(({ name, at }) => ({ network: name, at })) }
  })
}
