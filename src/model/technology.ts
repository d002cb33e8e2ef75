import type { AccountQuestions } from './account-questions.ts'
import type { DoorQuestion, Product, Surface } from './doors.ts'
import type { Fact, Gap } from './fact.ts'
import type { ComponentInput } from './input.ts'
import type { ProductLogIns } from './log-ins.ts'
import type { Observation } from './observation.ts'
import type { Place } from './place.ts'
import type { RunningMachine } from './running.ts'
import type { Setting } from './setting.ts'
import type { SecretShape } from './text.ts'
import type { Authentication, Encryption, EngineQuestion, Protocol, Purpose, Role, Stake, Verification } from './vocabulary.ts'

export type { Observation, Remark } from './observation.ts'
export type { Concern } from './vocabulary.ts'

/**
 * One product, or one family that is configured alike. Technologies never touch the graph:
 * they answer with plain values, and the engine puts them together.
 */
export interface Technology {
  readonly id: string
  /** As its makers write it. */
  readonly title: string
  readonly role: Role
  /** Files by which it is known where nothing starts it: loose configuration in a folder, or a machine's own. */
  readonly files?: readonly ConfigurationFile[]
  /** Says whether the component is this; the recognition with the highest certainty wins. */
  readonly recognise: (input: ComponentInput) => Recognition | undefined
  /** Says all that the component's own settings tell. */
  readonly read: (input: ComponentInput, version: string | undefined) => Reading
  /** For a proxy: what becomes of requests for these paths of a program that it passes them on to; absent where its settings do not tell. */
  readonly pace?: (input: ComponentInput, program: ProgramBehind, paths: readonly string[]) => readonly Pace[] | undefined
  /** For a machine that it is: what is in force now. Called again with more known, until it asks for nothing new. */
  readonly inForce?: (input: ComponentInput, machine: RunningMachine) => readonly Observation[]
  /** What its HTTP interface is asked when it is verified on the wire. */
  readonly questions?: readonly DoorQuestion[]
  /** What else its HTTP interface has. */
  readonly surface?: Surface
  /** Accounts that it is known to come with, and how they are tried: only by an experiment that the call asks for. */
  readonly logIns?: readonly ProductLogIns[]
  /** What its HTTP interfaces are asked with an account that the user named; the first that lets it in counts. */
  readonly accountQuestions?: readonly AccountQuestions[]
  /** The same of the members of a family, by their titles. */
  readonly products?: readonly Product[]
}

/** A settings file of a product, as it lies in a folder that no platform describes. */
export interface ConfigurationFile {
  /** Fits the file's own name: `/^redis.*\.conf$/`. */
  readonly name: RegExp
  /** Fits the text, where the name alone does not tell: other products have files of that name. */
  readonly content?: RegExp
  /** The path at which the program looks for it, and `read` opens it. */
  readonly at: string
  /** How the program is started, where `read` needs to know (the file is an argument, or it tells the part that runs). */
  readonly command?: readonly string[]
  /** Belongs to another file of the product and makes no component alone: a list, an ACL, a realm. */
  readonly part?: boolean
}

export interface Recognition {
  /** 3: the official image. 2: a well-known rebuild. 1: by command, environment or files. */
  readonly certainty: 1 | 2 | 3
  readonly because: string
  /** Leading numbers of the product's version, such as `7.2`; absent when nothing tells it. */
  readonly version?: string
}

/** All members default to none. */
export interface Reading {
  readonly role?: Role
  /** The product's own name, where one technology stands for many. */
  readonly title?: string
  readonly listeners?: readonly ListenerReading[]
  readonly connections?: readonly ConnectionReading[]
  readonly accounts?: readonly AccountReading[]
  readonly secrets?: readonly SecretReading[]
  readonly stores?: readonly StoreReading[]
  readonly observations?: readonly Observation[]
  /** Keys that are written and have no effect. */
  readonly deadKeys?: readonly DeadKey[]
  readonly image?: ImageKnowledge
  readonly gaps?: readonly Gap[]
}

export interface ListenerReading {
  readonly port: number
  readonly protocol: Protocol
  readonly purpose: Purpose
  readonly tls: Fact<Encryption>
  readonly authentication: Fact<Authentication>
  /** `loopback`: only the component's own network namespace. `socket`: a file, no port. Default `all`. */
  readonly bind?: Fact<'all' | 'loopback'>
  /** Where the port is decided; empty when it is the product's default. */
  readonly trail?: readonly Place[]
  /** Certificate and key as the program names them (paths inside the component). */
  readonly certificate?: Setting
  readonly key?: Setting
  /** Opens the keystore, where the certificate lies in one. */
  readonly certificatePassword?: Setting
  /** The name of the setting that switches TLS on, where one of several listeners has its own; guide rows select by it. */
  readonly tlsKey?: string
  /** It only sends clients on to TLS: nothing else is served in clear text. */
  readonly redirects?: boolean
  /** Names of the sites that it serves, as its settings have them. */
  readonly names?: readonly string[]
  /** Paths at which it takes WebSockets, as far as settings tell. */
  readonly sockets?: readonly string[]
  readonly logInPaths?: readonly LogInPath[]
  /** Every user that there is, where the settings name all of them. */
  readonly logins?: Logins
}

/** Where somebody may try passwords, or have mails and accounts made, and the program itself does not slow anybody down. */
export interface LogInPath {
  readonly path: string
  readonly is: 'log-in' | 'reset' | 'sign-up'
}

/** A program as a proxy's settings name it. */
export interface ProgramBehind {
  readonly host: string
  readonly port?: number
}

/** How often one address gets through to a path of a program behind a proxy. */
export interface Pace {
  readonly path: string
  /** What lasts, beside a burst at the beginning; `unlimited`: nothing holds it up. */
  readonly perMinute: number | 'unlimited'
}

export interface Logins {
  readonly users: readonly { readonly name: string; readonly on: boolean; readonly trail: readonly Place[] }[]
  /** Who a client is that gives a password and no name. */
  readonly unnamed?: string
}

/** A client's end of a connection, as its settings tell it. */
export interface ConnectionReading {
  readonly protocol: Protocol
  readonly host: string
  readonly port?: number
  /** What the client asks for. `optional` is "if the server offers it": an attacker says it does not. */
  readonly encryption: Fact<Encryption>
  readonly verification: Fact<Verification>
  readonly authentication: Fact<Authentication>
  readonly user?: Setting
  /** The setting that holds the user, where it is another one. */
  readonly userKey?: string
  readonly password?: Setting
  /** What it uses of a server that has several: a database, a virtual host. */
  readonly database?: Setting
  /** CA file that the client trusts, as a path inside the component. */
  readonly authority?: Setting
  /** The name of the setting that holds it, as people search for it. */
  readonly key: string
  /** The setting that holds the password, where it is another one. */
  readonly passwordKey?: string
  readonly trail: readonly Place[]
  /** The program opens it only from the user's browser or from the host: not an edge between components. */
  readonly fromOutside?: boolean
  /** Why the client cannot do better, where its product cannot (no TLS key, no verification). */
  readonly cannot?: string
}

/** An account that the component's settings create or fix. */
export interface AccountReading {
  readonly user?: Setting
  /** Absent: the product makes one up, or none is needed. */
  readonly password?: Setting
  readonly power: 'administrator' | 'application' | 'unknown'
  readonly key: string
  /** Port of the listener that it opens. */
  readonly port?: number
}

/** A key or token that signs, encrypts or admits; not a password of an account. */
export interface SecretReading {
  readonly key: string
  readonly purpose: 'signing' | 'encryption' | 'api-key' | 'session' | 'shared-secret'
  /** Absent: not set; `ifAbsent` then says what the product does. */
  readonly value?: Setting
  readonly ifAbsent?: { readonly verdict: 'unsafe' | 'safe' | 'unknown'; readonly why: string }
  /** Where it would have to be written, when it is not. */
  readonly at?: Place
  /** Fewest characters that resist guessing; default 32. */
  readonly atLeast?: number
  /** The setting that names the key store that it opens, or a key in it. */
  readonly keyStore?: Setting
  /** How the product wants it; absent: any text will do. */
  readonly shape?: SecretShape
}

/** Where the product keeps state. */
export interface StoreReading {
  readonly path: string
  readonly holds: 'data' | 'logs' | 'configuration' | 'keys'
  /** The state is nobody's loss (a cache): no volume is needed. */
  readonly disposable?: boolean
  /** The setting that moved it there. */
  readonly trail?: readonly Place[]
}

export interface DeadKey {
  readonly key: string
  readonly trail: readonly Place[]
  /** What happens instead. */
  readonly why: string
  readonly fix: string
  /** What the operator believes is in force and is not. */
  readonly stake: Stake
}

/** What is known about an image without looking into it. */
export interface ImageKnowledge {
  /** `root`: the process stays root. `drops`: starts as root and drops to its own user. */
  readonly runsAs?: 'root' | 'user' | 'drops'
  readonly healthcheck?: boolean
  /** Paths that the program must write, beside its stores. */
  readonly writes?: readonly string[]
  /** It stands between its callers and the container engine's control socket, and lets only some requests through. */
  readonly mediatesControlSocket?: boolean
  /** What it asks the container engine for; empty: nothing. Absent: not known, or it gives orders. */
  readonly asksEngine?: readonly EngineQuestion[]
}
