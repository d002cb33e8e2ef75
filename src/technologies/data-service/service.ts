import type { SecretReading } from '../../model/technology.ts'
import type { Authentication, Protocol, Purpose, Role } from '../../model/vocabulary.ts'

/** A store, cache or broker that a few variables and options configure. */
export interface Service {
  readonly title: string
  readonly images: readonly string[]
  readonly rebuilds?: readonly string[]
  readonly role: Role
  readonly ports: readonly ServicePort[]
  readonly login: ServiceLogin
  /** Words of the command of which one makes it serve, where the image holds other programs too. */
  readonly serves?: readonly string[]
  /** What gives every port TLS that has none by itself. */
  readonly tls?: Switches
  /** What says plaintext; where this is there, nothing said is unknown. */
  readonly plain?: Switches
  readonly accounts?: readonly ServiceAccount[]
  readonly secrets?: readonly ServiceSecret[]
  readonly store?: string
  readonly runsAs?: 'root' | 'user' | 'drops'
}

export interface ServicePort {
  readonly port: number
  readonly protocol: Protocol
  readonly purpose: Purpose
  /** Options whose value is an address, or several apart by commas, instead of the usual one. */
  readonly flags?: readonly string[]
  /** Variable that moves it. */
  readonly key?: string
  /** TLS whatever is set. */
  readonly tls?: true
  /** It asks for something else than the rest. */
  readonly login?: ServiceLogin
}

/** Who is let in when nothing is said, and what changes it. What opens goes before what closes. */
export interface ServiceLogin {
  readonly byDefault: Authentication | 'unknown'
  /** Product, version and behaviour, as evidence. */
  readonly why: string
  readonly opens?: Switches
  readonly closes?: Switches
  /** What says something only in some versions. */
  readonly unclear?: Switches
  /** What is asked for when it is closed; default `password`. */
  readonly kind?: Authentication
}

/** Any of these says it: an option that is given, a variable that is set, a variable with one of the usual words for yes, or for no. */
export interface Switches {
  readonly flags?: readonly string[]
  /** Options whose value is one of the usual words for no. */
  readonly denied?: readonly string[]
  readonly set?: readonly string[]
  readonly on?: readonly string[]
  readonly off?: readonly string[]
}

export interface ServiceAccount {
  readonly user?: string
  readonly password: string
  /** Options that say the same. */
  readonly userFlags?: readonly string[]
  readonly passwordFlags?: readonly string[]
  /** The user's name, where no variable says it. */
  readonly name?: string
  /** The password that holds when none is set, and is in the manual. */
  readonly published?: string
  readonly power: 'administrator' | 'application'
  readonly port?: number
}

export interface ServiceSecret {
  readonly key: string
  readonly flags?: readonly string[]
  readonly purpose: SecretReading['purpose']
}
