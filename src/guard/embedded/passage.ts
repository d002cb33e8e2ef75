import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** One request on its way. HTTP/2 comes in the clothes of HTTP/1.1 that Node gives it. */
export interface Passage {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** The client waits to be told that its body is wanted. */
  readonly expects?: true
  /** What it asked to make a socket of, with the bytes that came behind its head. */
  readonly upgrade?: { readonly client: Duplex; readonly first: Buffer }
}
