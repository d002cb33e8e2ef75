import type { StoreReading } from '../../model/technology.ts'
import type { LogInPath, SecretReading } from '../../model/technology.ts'
import type { Authentication, Protocol, Role } from '../../model/vocabulary.ts'
import type { SettingRule } from '../../settings/rules.ts'

/** A well-known application as its image is configured by variables. */
export interface Application {
  readonly title: string
  readonly images: readonly string[]
  readonly rebuilds?: readonly string[]
  readonly role?: Role
  readonly port: number
  /** Variable that moves the port. */
  readonly portKey?: string
  readonly protocol?: Protocol
  /** What the application asks for when nothing is said; absent: it depends on what was set up in it. */
  readonly login?: Authentication
  /** Variables that, when set, say what is asked for. */
  readonly loginBy?: readonly (readonly [string, Authentication])[]
  readonly administrator?: readonly Administrator[]
  readonly secrets?: readonly Secret[]
  readonly settings?: readonly SettingRule[]
  readonly stores?: readonly StoreReading[]
  readonly runsAs?: 'root' | 'user' | 'drops'
  readonly healthcheck?: boolean
  readonly logInPaths?: readonly LogInPath[]
}

export interface Administrator {
  readonly user?: string
  readonly password: string
  /** Published defaults, where the image has them. */
  readonly defaults?: readonly [user: string, password: string]
}

export interface Secret {
  readonly key: string
  readonly purpose: SecretReading['purpose']
  readonly ifAbsent?: SecretReading['ifAbsent']
}
