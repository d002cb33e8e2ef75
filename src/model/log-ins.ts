import type { DoorLook } from './doors.ts'
import type { Protocol } from './vocabulary.ts'

/** An account that a product's manual, image or example shows to everybody. It is no secret: whoever looks for the door knows it. */
export interface PublishedLogin {
  /** Empty: the server asks for no name. For a directory a first name of its entry (`cn=admin` of every naming context) or a whole one. */
  readonly user: string
  readonly password: string
  /** Product, place and version, as it stands in reports: `RabbitMQ 3 and 4, "Access Control"`. */
  readonly source: string
  /** Where it opens a server of another product, which the example is given: `postgres`. Default: the product's own doors. */
  readonly at?: Protocol
}

/** How many log-ins may fail before anybody is shut out. */
export interface TryLimit {
  /** On one account. */
  readonly account: number
  /** On one listener, whatever the account; those of made-up accounts count. */
  readonly listener: number
  /** What locks, from which number on, with manual and version. */
  readonly source: string
}

/** How an account is said over HTTP. */
export type HttpAccount =
  /** With every question (RFC 7617). */
  | { readonly by: 'basic' }
  /** One value with every question, and no name: a key or a token. */
  | { readonly by: 'header'; readonly header: string; readonly prefix?: string }
  /** Signed, never said (AWS Signature Version 4). */
  | { readonly by: 'signature' }
  /** Sent once; what comes back opens the door: cookies, or a member of the JSON that comes, said in a header. */
  | {
      readonly by: 'json' | 'form'
      readonly path: string
      /** Names of its fields; no name of a user where the page asks for none. */
      readonly user?: string
      readonly password: string
      /** Fields that are the same for everybody. */
      readonly fixed?: Readonly<Record<string, string>>
      /** A field of the page that the form lies on, against requests from elsewhere, and that page where it is another one. */
      readonly token?: string
      readonly tokenPage?: string
      readonly session: 'cookies' | { readonly member: string; readonly header: string; readonly prefix: string }
      /** How the log-in itself is refused; default: 401, or a door that stays shut. */
      readonly refused?: readonly DoorLook[]
    }

/** A log-in of a product's HTTP interface, and the door that it opens. */
export interface HttpLogin {
  readonly account: HttpAccount
  /** Only who has logged in gets this answer: a log-in that does not open it is none. */
  readonly door: { readonly path: string; readonly look: DoorLook }
  /** How the door is kept shut; default: 401, 403, or sent to a log-in page. */
  readonly shut?: readonly DoorLook[]
  /** Names are addresses of mail. */
  readonly mail?: true
}

/** What is known of logging in to one product. */
export interface ProductLogIns {
  /** The product's own title, where one technology stands for many. */
  readonly product?: string
  readonly published: readonly PublishedLogin[]
  /** The first whose door stands there counts. */
  readonly http?: readonly HttpLogin[]
  /** Where the product locks earlier than its protocol does. */
  readonly limit?: TryLimit
}
