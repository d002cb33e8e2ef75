import type { BookNote } from './books.ts'
import type { Gap } from './fact.ts'
import type { ComponentInput, FileAccess, OpenedFile } from './input.ts'
import type { Answer, Disagreement } from './observed.ts'
import type { Place } from './place.ts'
import type { ReachEdge } from './reach.ts'
import type { DeploymentInput } from './platform.ts'
import type { Setting } from './setting.ts'
import type { AccountReading, ConnectionReading, DeadKey, ImageKnowledge, ListenerReading, Observation, Pace, SecretReading } from './technology.ts'
import type { Exposure, Role, Strength } from './vocabulary.ts'

/** The deployment as a graph: what every control judges. Built by the engine, never changed afterwards. */
export interface Deployment {
  readonly name: string
  readonly input: DeploymentInput
  readonly components: readonly Component[]
  readonly listeners: readonly Listener[]
  readonly channels: readonly Channel[]
  readonly stores: readonly Store[]
  readonly accounts: readonly Account[]
  readonly credentials: readonly Credential[]
  readonly keys: readonly Key[]
  readonly zones: readonly Zone[]
  readonly certificates: readonly ServerCertificate[]
  readonly trusts: readonly Trust[]
  readonly files: readonly ReadFile[]
  /** When the judgement is made, ISO 8601: what expires is held against it. */
  readonly now: string
  readonly gaps: readonly Gap[]
  /** What is wrong with waivers and attestations; known when all other controls have judged. */
  readonly notes?: readonly BookNote[]
  /** What was asked of the running system; absent where nothing was. */
  readonly answers?: readonly Answer[]
  /** Who reaches what, as tried on the network; absent where nothing was. */
  readonly reach?: readonly ReachEdge[]
  /** Where the running system is not as its files say. */
  readonly disagreements?: readonly Disagreement[]
}

export interface Component {
  readonly id: string
  readonly at: Place
  /** Id of the technology; absent when nobody recognised it. */
  readonly technology?: string
  readonly title: string
  readonly role: Role
  readonly version?: string
  readonly image: ImageKnowledge
  readonly zones: readonly string[]
  readonly input: ComponentInput
  readonly observations: readonly Observation[]
  readonly deadKeys: readonly DeadKey[]
  /** Number of the user that its main process was seen to run as; of several copies root counts. */
  readonly runsAs?: number
  /** The farthest place from which any of its listeners is reached. */
  readonly exposure: Exposure
}

export interface Listener extends Omit<ListenerReading, 'trail'> {
  /** `redis:6379`. */
  readonly id: string
  readonly component: string
  readonly exposure: Exposure
  /** Host side of each publication, with the line that publishes it. */
  readonly publications: readonly Publication[]
  /** The technology told of it; otherwise it is known only because a port is published or exposed. */
  readonly understood: boolean
  readonly trail: readonly Place[]
}

export interface Publication {
  readonly address: string
  /** Absent: a port that the platform picks. */
  readonly port?: number
  readonly at: Place
}

export interface Channel extends Omit<ConnectionReading, 'port'> {
  /** `api->redis:6379`. */
  readonly id: string
  readonly from: string
  readonly to: ChannelEnd
  readonly port?: number
  /** How often one address gets through to the paths of the listener at which passwords are tried; absent where nobody tells. */
  readonly pace?: readonly Pace[]
  /** Zones that both ends share; empty when they share none. */
  readonly shared: readonly string[]
  /** Every place where the same connection is asked for. */
  readonly evidence: readonly Place[]
}

export type ChannelEnd =
  | { readonly kind: 'component'; readonly component: string; readonly listener?: string }
  | { readonly kind: 'external'; readonly host: string }
  | { readonly kind: 'unknown'; readonly host: string; readonly why: string }

export interface Store {
  /** `postgres:/var/lib/postgresql/data`. */
  readonly id: string
  readonly component: string
  readonly path: string
  readonly holds: 'data' | 'logs' | 'configuration' | 'keys'
  readonly disposable: boolean
  /** What keeps it: a named volume, a folder of the host, memory, or the container's own layer. */
  readonly kept: 'volume' | 'bind' | 'tmpfs' | 'container' | 'external'
  readonly source?: string
  readonly trail: readonly Place[]
}

/** A secret value with every place that holds it. The value stays inside the process. */
export interface Credential {
  /** `secret A`: equal values have equal labels. */
  readonly label: string
  readonly value: Setting
  readonly strength: Strength
  /** For `known`: who published it; for `weak`: what is wrong with it. */
  readonly because?: string
  readonly uses: readonly CredentialUse[]
}

export interface CredentialUse {
  readonly component: string
  readonly key: string
  readonly as: 'account' | 'client' | 'secret' | 'named'
  readonly power: AccountReading['power']
  readonly purpose?: SecretReading['purpose']
  readonly user?: Setting
  /** Listener that it opens, when that is one of the deployment's. */
  readonly opens?: string
  /** The setting that names the key store that it opens, or a key in it. */
  readonly keyStore?: Setting
  readonly trail: readonly Place[]
  readonly profiles: readonly string[]
  /** How the value arrives. */
  readonly by: 'default' | 'environment' | 'url' | 'argument' | 'file' | 'secret' | 'build' | 'label'
}

/** Components that can reach each other. */
export interface Zone {
  readonly name: string
  readonly internal: boolean
  readonly encrypted: boolean
  readonly components: readonly string[]
  readonly at?: Place
}

/** An account that a component's settings create, also when its password is not known. */
export interface Account extends AccountReading {
  readonly component: string
}

/** A key that signs, encrypts or admits, also when it is not set. */
export interface Key extends SecretReading {
  readonly component: string
}

/** The certificate that a listener shows, read from the file that its settings name. */
export interface ServerCertificate {
  readonly listener: string
  /** Host names and addresses that it is for. */
  readonly names: readonly string[]
  /** ISO 8601. */
  readonly notBefore: string
  readonly notAfter: string
  readonly key: { readonly type: string; readonly bits: number | undefined }
  /** `SHA-1` or older: it is signed with a digest that can be forged. */
  readonly brokenDigest?: string
  /** Its keystore is encrypted in a form that withstands no guessing. */
  readonly weaklyKept?: boolean
  /** Whether the private key beside it is its own; absent when the key could not be read. */
  readonly keyMatches?: boolean
  readonly places: readonly Place[]
  /** The running server sent it. */
  readonly isObserved?: boolean
}

/** A file that a component reads, where owner and mode are known. */
export interface ReadFile extends OpenedFile {
  readonly component: string
  readonly access: FileAccess
  /** Owner and mode are those that the running machine told. */
  readonly isObserved?: boolean
}

/** A channel whose client names its CA, and whose server's certificate could be read. */
export interface Trust {
  readonly channel: string
  /** The CA, or one of its file's, signed the certificate. */
  readonly signed: boolean
  /** The time of a CA that led to it, where that is not now and no other CA does: both ISO 8601. */
  readonly outOfForce?: { readonly notBefore: string; readonly notAfter: string }
  /** The name that the client uses is one of the certificate's. */
  readonly named: boolean
  readonly name: string
  readonly places: readonly Place[]
  /** It is the certificate that the running server sent. */
  readonly isObserved?: boolean
}
