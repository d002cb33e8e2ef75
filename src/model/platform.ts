import type { Gap } from './fact.ts'
import type { ComponentInput } from './input.ts'
import type { Place } from './place.ts'
import type { DeclaredChannel } from './project.ts'
import type { Setting } from './setting.ts'

/** What a platform found: components that run together, before anybody says what they are. */
export interface DeploymentInput {
  readonly name: string
  /** Folder of the deployment, relative to the call's PATH; `.` for PATH itself. */
  readonly root: string
  readonly platform: string
  readonly inputs: readonly InputFile[]
  readonly components: readonly ComponentInput[]
  readonly networks: readonly NetworkInput[]
  readonly volumes: readonly VolumeInput[]
  readonly secrets: readonly SecretInput[]
  /** The line that opens the list of components: where something that holds for all of them is to be written. */
  readonly at: Place
  /** Comments of the file's head that say "not for production", with their place. */
  readonly warnings: readonly { readonly text: string; readonly place: Place }[]
  /** Connections that a project file tells of. */
  readonly channels?: readonly DeclaredChannel[]
  /** Another deployment that this one varies: what both have is reported there. */
  readonly variantOf?: string
}

export interface InputFile {
  readonly file: string
  readonly as: string
  readonly status: 'read' | 'partial' | 'failed'
  readonly gaps: readonly (Gap & { readonly line?: number })[]
}

export interface NetworkInput {
  readonly name: string
  /** No way out of it, and no published port works through it alone. */
  readonly internal: boolean
  readonly external: boolean
  readonly driver?: string
  readonly encrypted: boolean
  readonly at?: Place
}

export interface VolumeInput {
  readonly name: string
  readonly external: boolean
  readonly driver?: string
  /** Bind options of a local volume: `type`, `o`, `device`. */
  readonly options: ReadonlyMap<string, Setting>
  readonly at?: Place
}

/** A named secret or config of the platform. */
export interface SecretInput {
  readonly name: string
  readonly kind: 'secret' | 'config'
  readonly from: 'file' | 'environment' | 'content' | 'external'
  readonly source?: Setting
  readonly at: Place
}
