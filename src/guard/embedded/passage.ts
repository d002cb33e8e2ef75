import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** One request on its way. HTTP/2 comes in the clothes of HTTP/1.1 that Node gives it. */
export interface Passage {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** Milliseconds in which a client sends a part of a request, or takes one of an answer. */
  readonly patience: number
  /** The client waits to be told that its body is wanted. */
  readonly expects?: true
  /** What it asked to make a socket of, with the bytes that came behind its head. */
  readonly upgrade?: { readonly client: Duplex; readonly first: Buffer }
}

/** How long clients may take, in milliseconds. */
export interface Times {
  /** For the head of a request, or for the handshake. */
  readonly head: number
  /** For a part of a body, sent or taken. */
  readonly part: number
  /** Between two requests of a connection. */
  readonly idle: number
}

/** As nginx in front has it. */
export const usualTimes: Times = { head: 10_000, part: 30_000, idle: 65_000 }
