import type { Place } from './place.ts'
import type { Secret } from './text.ts'
import type { Concern, EngineQuestion, Protocol } from './vocabulary.ts'

/**
 * What a remedy asks of one component, in the words of the graph: it names no product and no file. The component's technology says
 * which changes bring it about, or why it cannot be had.
 */
export type Want =
  | WantServe
  | WantConnect
  | WantSetting
  | WantSecret
  | WantNoKey
  | WantKeyStores
  | WantOwn
  | WantBridge
  | WantFront
  | WantFirewall
  | WantPublished
  | WantEngine
  | WantMediator
  | WantHealth
  | WantSlow

/** A server's listener speaks TLS, asks for a log-in, or both. What is absent stays as it is. */
export interface WantServe {
  readonly kind: 'serve'
  readonly port: number
  readonly tls?: ServeTls
  readonly login?: ServeLogin
}

export interface ServeTls {
  /** Where TLS is spoken: `port` itself where the protocol tells clients of both kinds apart. */
  readonly port: number
  /** The port by which the world outside comes to it, where that is another one. */
  readonly outside?: number
  /** Absent: the certificate that is there stays. */
  readonly identity?: Identity
  /** In its place: the program asks this issuer (RFC 8555) itself, for the names of its sites. */
  readonly acme?: string
  /** `kept`: clients that have not changed yet are still served. `refused`: nobody is, without TLS. */
  readonly plaintext: 'kept' | 'refused'
  /** Only clients with a certificate of the server's authority are let in; `health` is what its own health check shows. */
  readonly clients?: { readonly health: Identity }
}

/** PEM texts. */
export interface Identity {
  /** The certificate, then those that lead to the authority. */
  readonly certificate: string
  readonly key: Secret
  /** Whom clients and server trust. */
  readonly authority: string
}

/** Only who gives one of these passwords is let in. */
export interface ServeLogin {
  readonly accounts: readonly WantedAccount[]
  /** `kept`: clients that have not changed yet are still served without a password. */
  readonly anonymous: 'kept' | 'refused'
}

export interface WantedAccount {
  /** Absent: the account that a client has who gives no name. */
  readonly user?: string
  readonly password: Secret
  /** `health`: it asks whether the server lives, and nothing else. */
  readonly power: 'administrator' | 'application' | 'health'
  /** Nobody has it yet: the server has to make it. */
  readonly isNew?: true
  /** What it may use, of a server that has several; absent where that is not known. */
  readonly databases?: readonly string[]
  /** Components that log in with it. */
  readonly clients: readonly string[]
}

/** A client's connection uses TLS and checks the server, logs in, or both. What is absent stays as it is. */
export interface WantConnect {
  readonly kind: 'connect'
  /** Id of the channel. */
  readonly channel: string
  readonly trust?: ConnectTrust
  readonly credential?: ConnectCredential
}

export interface ConnectTrust {
  /** PEM: who signs the server's certificate. */
  readonly authority: string
  /** The port at which the server speaks TLS. */
  readonly port: number
  /** What it shows the server, where that asks for certificates. */
  readonly identity?: Identity
}

export interface ConnectCredential {
  readonly user?: string
  readonly password: Secret
}

/**
 * Beside a client that cannot speak TLS stands something that can: it listens on the client's own loopback, and passes on with TLS, the
 * server's chain and name verified.
 */
export interface WantBridge {
  readonly kind: 'bridge'
  readonly name: string
  readonly protocol: Protocol
  /** On loopback. */
  readonly port: number
  readonly to: { readonly host: string; readonly port: number }
  /** PEM: who signs the server's certificate. */
  readonly authority: string
  /** What it shows the server, where that asks for certificates. */
  readonly identity?: Identity
}

/** Beside a server that cannot speak TLS stands something that can: it takes TLS for it, and passes on over loopback. */
export interface WantFront {
  readonly kind: 'front'
  readonly name: string
  /** Where TLS is spoken. */
  readonly port: number
  /** Where the program listens. */
  readonly to: number
  readonly identity: Identity
  /** PEM: only clients with a certificate of this authority are let in. */
  readonly clients?: string
  /** A proxy calls it, not people: what that says of the caller is passed on. */
  readonly isBehind?: true
}

/** A product setting gets its safe value: the observation of this concern and key. */
export interface WantSetting {
  readonly kind: 'setting'
  readonly concern: Concern
  readonly key: string
  /** `null`: it goes. */
  readonly value: string | null
  /** Where it is written; where it is not, the component or the file that would hold it. */
  readonly places: readonly Place[]
}

/** The password of an account that the component's settings create, or a key of its own, gets this value. */
export interface WantSecret {
  readonly kind: 'secret'
  /** `key` of the account or secret. */
  readonly key: string
  readonly secret: Secret
  /** Where it is written, or would be; without them in the environment. */
  readonly places?: readonly Place[]
}

/** What listens at a port does so on loopback, or not at all: it is the program's own, and its machine's. */
export interface WantOwn {
  readonly kind: 'own'
  readonly port: number
}

/** A key store as Java opens it (PKCS #12): each character is a byte. */
export interface KeyStore {
  readonly text: string
  /** What its entry is called. */
  readonly alias: string
  readonly password: Secret
}

/** Key stores that a product's settings name: the observation of this key. */
export interface WantKeyStores {
  readonly kind: 'key-stores'
  readonly key: string
  readonly stores: KeyStores
  /** Where it is written, or would be. */
  readonly places: readonly Place[]
}

/** `secret`: a key by which data is encrypted. `mutual`: TLS in which only clients of an authority are let in. */
export type KeyStores =
  | {
      readonly for: 'secret'
      readonly key: KeyStore
      /** Sixteen bytes in hexadecimal, for products that begin every value with the same. */
      readonly vector: Secret
    }
  | {
      readonly for: 'mutual'
      readonly identity: KeyStore
      readonly trust: KeyStore
      /** For clients that nobody here knows: somebody has to bring it to them. */
      readonly handedOut?: Identity
    }

/** A setting without effect goes. */
export interface WantNoKey {
  readonly kind: 'no-key'
  readonly key: string
}

/** A machine's packet filter lets in this, what answers the machine, and nothing else. */
export interface WantFirewall {
  readonly kind: 'firewall'
  readonly admits: readonly Admission[]
}

/** Ports that a machine's containers publish are reached by these, by the machine itself, and by nobody else. */
export interface WantPublished {
  readonly kind: 'published'
  /** By the ports of the machine. */
  readonly admits: readonly Admission[]
}

/** It asks the container engine at a port of its own loopback, no longer by the engine's socket. */
export interface WantEngine {
  readonly kind: 'engine'
  readonly port: number
}

/** Beside a program that asks the container engine stands something that has the socket for it, and lets only these questions through. */
export interface WantMediator {
  readonly kind: 'mediator'
  readonly name: string
  /** On loopback. */
  readonly port: number
  /** Of the host. */
  readonly socket: string
  readonly questions: readonly EngineQuestion[]
}

/** A health check that asks the program itself, as it is set up now: with TLS where it speaks nothing else, and right for who is not let in. */
export interface WantHealth {
  readonly kind: 'health'
}

/** One address gets through to these paths of the program behind a channel as often as this, and no more. */
export interface WantSlow {
  readonly kind: 'slow'
  /** Id of the channel. */
  readonly channel: string
  /** As the program has them. */
  readonly paths: readonly string[]
  readonly pace: {
    readonly perMinute: number
    /** At once, at the beginning. */
    readonly burst: number
  }
}

export interface Admission {
  readonly port: number
  readonly transport: 'tcp' | 'udp'
  /** Addresses that may send; `[]`: the machine itself alone. */
  readonly from: 'anybody' | readonly string[]
  /** Who listens, for a comment. */
  readonly what: string
}

const kinds: ReadonlySet<string> = new Set<Want['kind']>([
  'serve',
  'connect',
  'setting',
  'secret',
  'no-key',
  'key-stores',
  'own',
  'bridge',
  'front',
  'firewall',
  'published',
  'engine',
  'mediator',
  'health',
  'slow',
])

/** Wants are for technologies, all else is for the platform. */
export function isWant<Other extends { readonly kind: string }>(does: Want | Other): does is Want {
  return kinds.has(does.kind)
}
