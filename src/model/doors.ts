import type { Authentication, Concern, Stake } from './vocabulary.ts'

/** What an answer of an HTTP interface looks like. All members that are given must fit. */
export interface DoorLook {
  readonly status: readonly number[]
  /** A member of the JSON object that comes; `[]`: an array comes, `{}`: any object does. */
  readonly json?: string
  readonly text?: RegExp
  /** Where the client is sent. */
  readonly location?: RegExp
  /** Nobody but the product answers so: that a door is closed needs no other proof. */
  readonly telling?: true
}

export interface KeyHeader {
  readonly header: string
  readonly prefix?: string
}

/** A door of a product's HTTP interface, asked without a log-in: read-only, one answer. */
export interface DoorQuestion {
  readonly method?: 'POST'
  readonly path: string
  /** What every caller sends; never a secret. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** Sent as JSON. */
  readonly body?: string
  /** What stands open with it, as it is read in a sentence: `the files of the server`. */
  readonly opens: string
  readonly open: DoorLook
  /** How callers are turned away; default: 401, 403, or sent to a log-in page. */
  readonly closed?: readonly DoorLook[]
  /** A path that the product answers to everybody: that a door is closed counts only when this one is found to be the product's. */
  readonly control?: { readonly path: string; readonly look: DoorLook }
  /** The headers in which callers send their key: a made-up one must not open the door. */
  readonly key?: KeyHeader | readonly KeyHeader[]
  /** It decides whether the listener asks who its clients are, and by what, where files do not tell. */
  readonly login?: Authentication
  /** What it means that it is open, where that is more than a missing log-in. The key is that of the setting which decides it. */
  readonly finding?: {
    readonly concern: Concern
    readonly key: string
    readonly stake: Stake
    readonly expected: string
    readonly fix: string
  }
}

/** What an HTTP interface has beside its doors, by paths. */
export interface Surface {
  /** Where people log in: what is set and sent there is looked at. */
  readonly logInPages?: readonly string[]
  readonly sockets?: readonly SocketQuestion[]
  readonly changes?: readonly ChangeQuestion[]
  /** Where the SAML metadata is published. */
  readonly samlMetadata?: readonly string[]
}

/** A product of a family that is configured alike: what its HTTP interface is asked. */
export interface Product {
  readonly id: string
  /** As readings of the family call it. */
  readonly title: string
  readonly questions?: readonly DoorQuestion[]
  readonly surface?: Surface
}

/** A WebSocket that pages of the product open, and pages of nobody else may. To open it must change nothing. */
export interface SocketQuestion {
  /** A `*` in it stands for what the server lists. */
  readonly path: string
  /** The list (a JSON array of objects), and the member that stands for the `*`. */
  readonly among?: { readonly path: string; readonly member: string }
  /** `Sec-WebSocket-Protocol`, where the server wants one. */
  readonly protocol?: string
  /** What it leads to, as it is read in a sentence. */
  readonly opens: string
  readonly stake?: Stake
  /** The setting that decides it. */
  readonly key?: string
}

/** A request of a product's pages that would change something. It is sent with a body that no version takes, so that nothing is changed. */
export interface ChangeQuestion {
  readonly path: string
  readonly body: string
  /** What is sent in any case, such as the cookie without which the product does not look at origins; never one that opens anything. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** What pages of its own send beside: a token that is made up, where cookie and header have only to be alike. */
  readonly own?: readonly (readonly [name: string, value: string])[]
  /** How a caller from the right place is told that the body is not sound. */
  readonly accepted: DoorLook
  /** What it changes, as it is read in a sentence. */
  readonly changes: string
  readonly stake: Stake
  /** The setting that decides it. */
  readonly key: string
}
