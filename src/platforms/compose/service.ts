import type { ComponentInput, Mount } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { parseImage } from '../../protocols/image.ts'
import { readEnvironment } from './environment.ts'
import { addGap } from '../input.ts'
import { readIsolation } from './isolation.ts'
import { distinct } from './merge-key.ts'
import type { Model, Service, Session } from './model.ts'
import { viewOf } from './mounted-files.ts'
import type { Mounted } from './mounts.ts'
import { readMounts, volumesFrom } from './mounts.ts'
import { dependencies, readNetworking } from './networks.ts'
import { readExpose, readPorts } from './ports.ts'
import { get, items, leaf, leaves, plain, text, texts } from './values.ts'
import { splitWords } from './words.ts'

/** All services of a model as components. */
export function readServices(model: Model, session: Session): readonly ComponentInput[] {
  const containers = new Map<string, string>()
  const mounts = new Map<string, readonly Mounted[]>()
  for (const service of model.services.values()) {
    const container = leaf(get(service.value, 'container_name'))
    if (container !== undefined) containers.set(container.value, service.name)
    mounts.set(service.name, readMounts(service))
  }
  const borrow = (name: string, seen: readonly string[]): readonly Mounted[] => {
    const service = model.services.get(name)
    const own = mounts.get(name) ?? []
    if (service === undefined || seen.includes(name)) return own
    const borrowed = volumesFrom(service).flatMap((from) => {
      const other = from.container ? containers.get(from.name) : from.name
      if (other === undefined || !mounts.has(other)) {
        addGap(service.value.source.input, `the mounts of \`${from.name}\`, which \`${name}\` takes over, are not in the files`, service.at.line)
        return []
      }
      return borrow(other, [...seen, name])
        .filter(isVolume)
        .map((each) => (from.readOnly ? { ...each, mount: { ...each.mount, readOnly: true } } : each))
    })
    const targets = new Set(own.map((each) => each.mount.target.value))
    return [...own, ...borrowed.filter((each) => !targets.has(each.mount.target.value))]
  }
  return [...model.services.values()].map((service) => readService(service, borrow(service.name, []), containers, model, session))
}

function isVolume({ mount }: Mounted): boolean {
  return mount.kind === 'bind' || mount.kind === 'volume'
}

function readService(
  service: Service,
  mounted: readonly Mounted[],
  containers: ReadonlyMap<string, string>,
  model: Model,
  session: Session,
): ComponentInput {
  const { value } = service
  const problem = (why: string, at: Place): void => noteAt(session, service, why, at)
  const image = text(get(value, 'image'))
  const build = leaf(get(value, 'build')) ?? leaf(get(value, 'build', 'context'))
  const buildTrail = build?.trail ?? get(value, 'build')?.trail
  const entrypoint = argv(service, 'entrypoint')
  const command = argv(service, 'command')
  const user = text(get(value, 'user'))
  return {
    id: service.name,
    at: service.at,
    form: 'container',
    ...(image === undefined ? {} : { image: parseImage(image) }),
    ...(buildTrail === undefined || get(value, 'build') === undefined ? {} : { build: { value: build?.value ?? '.', trail: buildTrail } }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(command === undefined ? {} : { command }),
    env: readEnvironment(service, session),
    mounts: mounted.map((each): Mount => each.mount),
    ports: readPorts(distinct('ports', items(get(value, 'ports'))), problem),
    expose: readExpose(get(value, 'expose'), problem),
    ...(user === undefined ? {} : { user }),
    profiles: leaves(get(value, 'profiles')).map((each) => each.value),
    isolation: readIsolation(service),
    ...readNetworking(service, containers),
    dependsOn: dependencies(service),
    replicas: replicas(service),
    ...viewOf(mounted, model, service.lookup, session.documents.files),
  }
}

/** `command` and `entrypoint`: a list as it is, a string cut into words. An empty one takes the image's own away. */
function argv(service: Service, key: 'command' | 'entrypoint'): readonly Setting[] | undefined {
  const value = get(service.value, key)
  const line = leaf(value)
  if (line === undefined) return value?.kind === 'list' ? texts(value) : undefined
  const { words, stoppedAt, unclosed } = splitWords(plain(line))
  const at = line.trail.find((place) => place.file === line.source.input.file)?.line
  if (stoppedAt !== undefined) addGap(line.source.input, `no shell runs \`${key}\`: what stands behind \`${stoppedAt}\` is not part of it`, at)
  if (unclosed) addGap(line.source.input, `a quote in \`${key}\` is not closed`, at, true)
  return words
}

function replicas(service: Service): number {
  const written = leaf(get(service.value, 'deploy', 'replicas')) ?? leaf(get(service.value, 'scale'))
  const count = written === undefined ? 1 : Number(written.value)
  return Number.isInteger(count) && count >= 0 ? count : 1
}

function noteAt(session: Session, service: Service, why: string, at: Place): void {
  for (const input of session.inputs.values()) if (input.file === at.file) return addGap(input, why, at.line, true)
  addGap(service.value.source.input, why, undefined, true)
}
