import type { Asked, Learned, TranscriptLine } from '../model/observed.ts'
import type { Protocol, Purpose } from '../model/vocabulary.ts'
import type { Guideline } from '../protocols/tls-guideline/profile.ts'
import type { Conversation } from '../wire/conversation.ts'
import type { Dial } from '../wire/dial.ts'
import type { Trust } from '../wire/tls/session.ts'

/** A listener that is asked, with what the graph knows of it and a probe may need. */
export interface Target extends Asked {
  readonly technology?: string
  /** What the listener is for, where files tell. */
  readonly purpose?: Purpose
  /** Names by which clients call it: one of them must stand in its certificate. */
  readonly names: readonly string[]
  /** Certificates (PEM) of authorities that its clients name in their files: with the names, what they go by. */
  readonly authorities?: readonly string[]
  /** Accounts that clients name when they log in; never their passwords. */
  readonly users: readonly string[]
  /** A read-only account that the user names for questions behind a login. It is sent only over TLS that was verified, or where nothing leaves the machine. */
  readonly login?: Account
  /** What is sent there leaves neither the machine nor its container, whatever the address. */
  readonly staysHere?: true
  /** Name sent in TLS, where it is a name. */
  readonly serverName?: string
}

/** An account with which the server is asked. The password stands in no transcript, error or answer. */
export interface Account {
  readonly user: string
  readonly password: string
  readonly database?: string
}

/** What was found of the way to the server, before any other question is asked. */
export interface Transport {
  /** `served`: a client without TLS is answered. `refused`: it is turned away, and TLS works. */
  readonly plaintext: 'served' | 'refused' | 'unknown'
  /** `direct`: from the first byte on. `upgrade`: when it is asked for. */
  readonly tls: 'direct' | 'upgrade' | 'none' | 'unknown'
}

/**
 * `assert`: is anything forbidden accepted. `suites`: every version and suite of TLS. `full`: all that is accepted. `deep`: also what comes
 * after a handshake, and what others see.
 */
export type Depth = 'assert' | 'suites' | 'full' | 'deep'

/** The means by which a probe asks. */
export interface Asking {
  readonly dial: Dial
  readonly signal: AbortSignal
  /** Milliseconds for one conversation. */
  readonly timeout: number
  readonly depth: Depth
  /** Profile of Mozilla's guideline that TLS is held against; default: intermediate 6.0. */
  readonly guideline?: Guideline
  /** Certificates (PEM) of authorities that count beside the system's. */
  readonly authorities: readonly string[]
  /** Random bytes as hex, for made-up names and passwords. */
  readonly random: (bytes: number) => string
  /** Milliseconds since the epoch, for what expires. */
  readonly now: () => number
  readonly transport: Transport
  /** Asks for TLS on an open connection in clear, where the transport is an upgrade. */
  readonly upgrade?: (talk: Conversation) => Promise<boolean>
  readonly transcript: TranscriptLine[]
  /** A conversation in the protocol itself: in clear where that is served, else inside TLS; `over` asks for one of them. The caller ends it. */
  readonly talk: (over?: 'plaintext' | 'tls') => Promise<Conversation>
}

/** Means by which an account may be said: made by the gate of `login.ts` alone, which decides on the way. */
export interface Cleared extends Asking {
  /** `secret`: verified TLS, or nothing leaves the machine. `published`: any way, TLS where there is some. */
  readonly cleared: 'secret' | 'published'
  /** Inside TLS, only a server that is known. */
  readonly trust?: Trust
}

/** One bounded, read-only question and what its answer proves. Rejects with a `WireError` where there is none. */
export interface Probe {
  /** `redis/authentication`. */
  readonly id: string
  /** One clause for `--plan`: what is asked. */
  readonly asks: string
  /** Connections that it opens at most in the `assert` depth, of a server that gives no reason to ask on. */
  readonly connections: number
  /** The same in the other depths, where they ask for more. */
  readonly whole?: (target: Target) => number
  /** Milliseconds that it may take where that is more than one question has: who changes something is not left before it is taken back. */
  readonly patience?: number
  /** Where it has something to ask; default: everywhere where the protocol is spoken. */
  readonly applies?: (target: Target) => boolean
  readonly ask: (target: Target, asking: Asking) => Promise<Learned>
}

/** `accepted`: the server let this account in. `refused`: it says that name or password are wrong. */
export type Login = 'accepted' | 'refused' | { readonly unproven: string }

export type Plaintext =
  /** The server talks to a client without TLS. */
  | { readonly served: true; readonly said: string }
  /** It says that it wants TLS first, or turns everybody away who comes without. */
  | { readonly served: false; readonly said: string }
  /** What it says is no answer to that: it turns everybody away from here, with TLS too, or is busy. */
  | { readonly served: 'unproven'; readonly said: string; readonly why: string }

/** One more conversation with the same server, in clear or inside TLS. Whoever asks ends it. */
export type Again = (over: 'plaintext' | 'tls') => Promise<Conversation>

/** How one protocol is asked: how it is spoken without TLS, how TLS begins, and what else there is to ask. */
export interface ProtocolProbes {
  readonly protocol: Protocol
  /** The cheapest question that needs no secret, asked without TLS. Absent: the protocol has no form without encryption, or none of TLS. Undefined: not of this product. */
  readonly plaintext?: (talk: Conversation, target: Target, random: Asking['random'], again: Again) => Promise<Plaintext | undefined>
  /** Asks for TLS on an open connection in clear; false when the server does not do it. */
  readonly upgrade?: (talk: Conversation) => Promise<boolean>
  /** False: whether the first port speaks TLS says nothing of where the data goes, and a probe tells it. */
  readonly tellsTls?: false
  /** False: there is no TLS in this protocol (SSH has its own). Default true. */
  readonly overTls?: boolean
  readonly probes: readonly Probe[]
  /**
   * Tries one account once, on a connection of its own, and leaves nothing behind. It is in when the server has answered what it answers
   * nobody else. Neither name nor password ever stands in the transcript.
   */
  readonly tryLogin?: TryLogin
  /** The whole name of an account, where a short one is not enough: `cn=admin,dc=shop,dc=example`. */
  readonly accountName?: (target: Target, asking: Asking, name: string) => Promise<string>
}

export type TryLogin = (target: Target, asking: Cleared, user: string, password: string) => Promise<Login>
