import type { Fault } from '../../wire/fault.ts'
import { attempt, WireError } from '../../wire/fault.ts'
import type { Outcome, Ssl2Outcome, TlsMeans } from '../../wire/tls/ask.ts'
import { askHello, askSsl2 } from '../../wire/tls/ask.ts'
import type { HandshakeOptions, Session13 } from '../../wire/tls/handshake13.ts'
import { handshake13 } from '../../wire/tls/handshake13.ts'
import type { Offer } from '../../wire/tls/hello.ts'
import { gate } from './gate.ts'

/** There was no connection to ask on. */
export interface NotAsked {
  readonly kind: 'not-asked'
  readonly fault: Fault
}

/** Asks one server, with a limit to what is open at the same time. */
export interface Asker {
  readonly hello: (offer: Offer, until?: 'hello' | 'flight') => Promise<Outcome | NotAsked>
  readonly ssl2: () => Promise<Ssl2Outcome | NotAsked>
  readonly handshake: (options?: HandshakeOptions) => Promise<Session13 | Outcome | NotAsked>
}

/** What a server that is asked too much at once does to a connection: asked again alone, it may answer. */
const doubtful: ReadonlySet<string> = new Set(['closed', 'reset', 'not-asked'])

/** Between two such questions. */
const milliseconds = 3

export interface Limits {
  /** Connections at the same time. */
  readonly width: number
  /** True when no more time may be spent: what was found until then counts. */
  readonly isOver?: () => boolean
}

/** Means that open so many connections at most, whatever is asked with them. */
export interface Counted {
  readonly means: TlsMeans
  /** Connections that may still be opened. */
  readonly left: () => number
}

export function counted(means: TlsMeans, most: number): Counted {
  let left = most
  const dial: TlsMeans['dial'] = async (...to) => {
    if (left <= 0) throw new WireError('limit', `more than ${most} connections would be needed`)
    left--
    return means.dial(...to)
  }
  return { means: { ...means, dial }, left: () => left }
}

export function askerFor({ means, left }: Counted, limits: Limits): Asker {
  const wide = gate(limits.width)
  const narrow = gate(1)

  async function once<T extends { readonly kind: string }>(ask: () => Promise<T>): Promise<T | NotAsked> {
    if (limits.isOver?.() === true) return { kind: 'not-asked', fault: new WireError('limit', 'it takes longer than one question may').fault }
    const got = await attempt(ask)
    if (got.ok) return got.value
    if (got.fault.kind === 'cancelled') throw new WireError('cancelled', got.fault.detail)
    return { kind: 'not-asked', fault: got.fault }
  }

  async function ask<T extends { readonly kind: string }>(question: () => Promise<T>): Promise<T | NotAsked> {
    const first = await wide(() => once(question))
    if (!doubtful.has(first.kind) || left() <= 0) return first
    return narrow(async () => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds))
      return once(question)
    })
  }

  return {
    hello: (offer, until) => ask(() => askHello(means, offer, until)),
    ssl2: () => ask(() => askSsl2(means)),
    handshake: (options) => ask(() => handshake13(means, options)),
  }
}
