import type { ComponentInput, Isolation, Mount, PublishedPort } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { setting } from '../model/setting.ts'
import { parseImage } from '../protocols/image.ts'

/** A component as a test writes it: values with the line they stand on, files by their path inside the component. */
export interface ComponentSketch {
  readonly id?: string
  readonly form?: ComponentInput['form']
  readonly host?: string
  readonly image?: string
  /** `NAME: ['value', line]`; a bare string stands on line 10. */
  readonly env?: Readonly<Record<string, string | readonly [string, number]>>
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly ports?: readonly PublishedPort[]
  readonly expose?: readonly number[]
  readonly mounts?: readonly Mount[]
  readonly networks?: readonly string[]
  readonly isolation?: Partial<Isolation>
  readonly user?: string
}

const file = 'compose.yml'

/** The component starts on line 3 of compose.yml, its image stands on line 4, its command on line 5. */
export function component(sketch: ComponentSketch): ComponentInput {
  const files = new Map(Object.entries(sketch.files ?? {}))
  const words = (list: readonly string[] | undefined): readonly Setting[] | undefined => list?.map((word) => setting(word, { file, line: 5 }))
  const entrypoint = words(sketch.entrypoint)
  const command = words(sketch.command)
  return {
    id: sketch.id ?? 'subject',
    at: { file, line: 3 },
    form: sketch.form ?? 'container',
    ...(sketch.host === undefined ? {} : { host: sketch.host }),
    ...(sketch.image === undefined ? {} : { image: parseImage(setting(sketch.image, { file, line: 4 })) }),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(command === undefined ? {} : { command }),
    env: new Map(Object.entries(sketch.env ?? {}).map(([name, value]) => [name, variableOf(value)])),
    mounts: sketch.mounts ?? [],
    ports: sketch.ports ?? [],
    expose: (sketch.expose ?? []).map((port) => ({ value: port, trail: [{ file, line: 6 }] })),
    ...(sketch.user === undefined ? {} : { user: setting(sketch.user, { file, line: 7 }) }),
    profiles: [],
    isolation: { ...noIsolation, ...sketch.isolation },
    networks: (sketch.networks ?? ['default']).map((network) => ({ network, at: { file, line: 3 } })),
    names: [],
    hosts: new Map(),
    dependsOn: [],
    replicas: 1,
    open(path) {
      const text = files.get(path)
      return text === undefined
        ? { state: 'absent' }
        : { state: 'text', text, file: path.slice(path.lastIndexOf('/') + 1), mount: [{ file, line: 8 }] }
    },
    list(path) {
      const folder = path.endsWith('/') ? path : `${path}/`
      const below = [...files.keys()].filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length).split('/')[0] ?? '')
      return [...new Set(below)]
    },
  }
}

function variableOf(value: string | readonly [string, number]): Setting {
  const [text, line] = typeof value === 'string' ? [value, 10] : value
  const hole = /\$\{[^}]*\}|<[^<>]+>/.exec(text)?.[0]
  const unresolved = hole === undefined ? [] : [{ text: hole, kind: 'variable' as const, why: `${hole} has no value` }]
  return { value: text, trail: [{ file, line }], unresolved }
}

const noIsolation: Isolation = {
  hostNamespaces: [],
  capAdd: [],
  capDrop: [],
  securityOptions: [],
  devices: [],
  ulimits: [],
  sysctls: [],
  labels: new Map(),
  buildArguments: new Map(),
}
