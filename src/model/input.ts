import type { Place } from './place.ts'
import type { Setting, Traced } from './setting.ts'

/**
 * What a platform hands to technologies: one component, whatever started it. Every value carries its chain.
 * A platform fills what it knows; what is absent here was not written anywhere.
 */
export interface ComponentInput {
  readonly id: string
  /** The line that names the component. */
  readonly at: Place
  /** `container`: has a file system and a network of its own. `process`: runs on a machine. `machine`: the system itself, kernel and all. */
  readonly form: 'container' | 'process' | 'machine'
  /** The machine on whose network a process listens, or whose engine runs a container. */
  readonly host?: string
  /** What it is, where the platform knows: a project file says so, or it is made of a product's own files. */
  readonly declared?: Declared
  readonly image?: Image
  readonly build?: Traced<string>
  readonly unit?: Traced<string>
  /** The program and its arguments as the platform starts it: entrypoint, then command. Absent: the image's own. */
  readonly entrypoint?: readonly Setting[]
  readonly command?: readonly Setting[]
  readonly env: ReadonlyMap<string, Setting>
  readonly mounts: readonly Mount[]
  readonly ports: readonly PublishedPort[]
  /** Ports offered to the component's networks, declared without publishing. */
  readonly expose: readonly Traced<number>[]
  readonly user?: Setting
  readonly profiles: readonly string[]
  readonly isolation: Isolation
  readonly networks: readonly Attachment[]
  /** Shares the network namespace of this component: its listeners are the other's. */
  readonly networkOf?: string
  /** Names that others may use for it beside its id, with the network where they hold (absent: on all). */
  readonly names: readonly { readonly name: string; readonly network?: string }[]
  /** Names this component alone knows: links and extra hosts. */
  readonly hosts: ReadonlyMap<string, HostAlias>
  readonly dependsOn: readonly string[]
  /** How many copies run; 1 when nothing is said. */
  readonly replicas: number
  /** Reads a file as the program inside sees it: through mounts, configs and secrets. */
  readonly open: (path: string) => Opened
  /** The file, as it is shown to people, where the program would find a new one; `undefined` where that is not known. */
  readonly home?: (path: string) => string | undefined
  /** Files of its machine that were opened for it so far. */
  readonly opened?: () => readonly OpenedFile[]
  /** File names directly inside a folder as the program sees it; empty when it is not mounted. */
  readonly list: (path: string) => readonly string[]
}

export interface Declared {
  readonly technology: string
  readonly version?: string
  readonly because: string
}

export type HostAlias = { readonly component: string } | { readonly address: string }

/** `registry/repository:tag@digest`. The repository has no default registry and no `library/`. */
export interface Image {
  readonly setting: Setting
  readonly registry?: string
  readonly repository: string
  readonly tag?: string
  readonly digest?: string
}

export interface Mount {
  readonly kind: 'bind' | 'volume' | 'tmpfs' | 'config' | 'secret' | 'pipe' | 'other'
  /** Path on the host, or the volume's, config's or secret's name; absent for anonymous volumes and tmpfs. */
  readonly source?: Setting
  readonly target: Setting
  readonly readOnly: boolean
  readonly propagation?: string
  readonly options: readonly string[]
  readonly at: Place
}

export interface PublishedPort {
  /** Host addresses: absent means all interfaces. */
  readonly host?: Setting
  /** Absent: the platform picks a free port. */
  readonly published?: PortRange
  readonly target: PortRange
  readonly protocol: 'tcp' | 'udp' | 'sctp'
  readonly at: Place
  /** The entry could not be read to the end (a placeholder, a variable): what stood there. */
  readonly unresolved?: Setting
}

export interface PortRange {
  readonly from: number
  readonly to: number
}

export interface Attachment {
  readonly network: string
  readonly at: Place
}

/** How a component is confined. Absent members were not written. */
export interface Isolation {
  readonly privileged?: Traced<boolean>
  /** Namespaces of the host that it shares. */
  readonly hostNamespaces: readonly Traced<'network' | 'pid' | 'ipc' | 'uts' | 'user' | 'cgroup'>[]
  readonly cgroupParent?: Setting
  readonly capAdd: readonly Setting[]
  readonly capDrop: readonly Setting[]
  readonly securityOptions: readonly Setting[]
  readonly devices: readonly Setting[]
  readonly readOnlyRoot?: Traced<boolean>
  readonly memoryLimit?: Setting
  readonly cpuLimit?: Setting
  readonly pidsLimit?: Setting
  readonly restart?: Setting
  readonly healthcheck?: Healthcheck
  readonly loggingDriver?: Setting
  readonly pullPolicy?: Setting
  readonly ulimits: readonly { readonly name: string; readonly value: Setting }[]
  readonly sysctls: readonly { readonly name: string; readonly value: Setting }[]
  readonly labels: ReadonlyMap<string, Setting>
  /** The manager of services lets nothing but the machine itself talk to it. */
  readonly onlyLoopback?: Traced<boolean>
  /** What the manager of services can take away from a process, and whether it does; absent where no manager was read. */
  readonly sandbox?: readonly SandboxOption[]
  /** Arguments given to the image's build, which stay in its history. */
  readonly buildArguments: ReadonlyMap<string, Setting>
}

export interface SandboxOption {
  readonly name: string
  /** Every service that is not the system's own can do without it. */
  readonly essential: boolean
  readonly on: boolean
  readonly trail: readonly Place[]
}

export interface Healthcheck {
  readonly at: Place
  readonly disabled: boolean
  /** The command as argv; a shell line is `['/bin/sh', '-c', line]`. */
  readonly test: readonly Setting[]
}

/** Who may do what with a file: known on a live machine, or where a tree of files keeps its owners and modes. */
export interface FileAccess {
  /** Permission bits, such as `0o640`. */
  readonly mode: number
  readonly owner: string
  readonly group: string
}

export interface OpenedFile {
  /** As the program names it. */
  readonly path: string
  readonly file: string
  /** Absent: the tree that it was read from does not keep the machine's rights. */
  readonly access?: FileAccess
  /** A private key, or a store of keys. */
  readonly isKey: boolean
}

export type Opened =
  | { readonly state: 'text'; readonly text: string; readonly file: string; readonly mount: readonly Place[]; readonly access?: FileAccess }
  /** Something is mounted there, but it cannot be read: `why` says so and becomes a gap. */
  | {
      readonly state: 'unreadable'
      readonly why: string
      readonly mount: readonly Place[]
      /** The file is there and was read, but it is no text: a keystore, a certificate in DER. */
      readonly bytes?: Uint8Array
      readonly file?: string
      readonly access?: FileAccess
    }
  /** Nothing of ours is mounted at that path: the image's own file, if any, is in force. */
  | { readonly state: 'absent' }
