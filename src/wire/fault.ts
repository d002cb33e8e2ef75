/**
 * Whose fault it is that there is no answer. Only what the server itself said or did counts as its refusal:
 * - `server`: it refused the connection, closed or reset it, answered with something else, or said too much;
 * - `network`: nobody on the way can be told from the server (silence, no route);
 * - `us`: a name that we cannot resolve, a limit of this machine, a library that would not ask, the user's cancellation.
 */
export type Whose = 'server' | 'network' | 'us'

export type FaultKind =
  /** the connection was refused: the machine is there, nothing listens (or a packet filter says so) */
  | 'refused'
  | 'reset'
  /** closed before the answer was whole */
  | 'closed'
  /** a TLS alert */
  | 'alert'
  /** not the protocol that was asked for */
  | 'garbage'
  /** more than we are willing to read */
  | 'too-much'
  /** connected, and then nothing until the deadline */
  | 'silent'
  /** not even connected until the deadline */
  | 'timeout'
  | 'unreachable'
  | 'name'
  | 'limit'
  | 'cancelled'
  | 'client'

const whose: Readonly<Record<FaultKind, Whose>> = {
  refused: 'server',
  reset: 'server',
  closed: 'server',
  alert: 'server',
  garbage: 'server',
  'too-much': 'server',
  silent: 'server',
  timeout: 'network',
  unreachable: 'network',
  name: 'us',
  limit: 'us',
  cancelled: 'us',
  client: 'us',
}

export interface Fault {
  readonly whose: Whose
  readonly kind: FaultKind
  /** One clause for people, without a secret: `refused`, `closed after 12 bytes`. */
  readonly detail: string
  /** Code of a TLS alert. */
  readonly alert?: number
}

/** Thrown inside a conversation, and turned into a result by `attempt`. */
export class WireError extends Error {
  readonly fault: Fault

  constructor(kind: FaultKind, detail: string, options: { readonly alert?: number; readonly cause?: unknown } = {}) {
    super(detail, { cause: options.cause })
    this.name = 'WireError'
    this.fault = { whose: whose[kind], kind, detail, ...(options.alert === undefined ? {} : { alert: options.alert }) }
  }
}

export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault }

/** The answer, or whose fault it is that there is none. A bug of ours is thrown on. */
export async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await ask() }
  } catch (error) {
    if (error instanceof WireError) return { ok: false, fault: error.fault }
    throw error
  }
}

const kinds: Readonly<Record<string, FaultKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EAI_FAIL: 'name',
  EMFILE: 'limit',
  ENFILE: 'limit',
  ENOBUFS: 'limit',
  ENOMEM: 'limit',
}

const words: Readonly<Partial<Record<FaultKind, string>>> = {
  refused: 'the connection was refused',
  reset: 'the connection was reset',
  timeout: 'no connection came about in time',
  unreachable: 'there is no way to the address',
  name: 'the name is not known here',
  limit: 'this machine has no more connections to give',
}

/** What the operating system says, as a fault. What it does not know is the client's own. */
export function systemFault(error: unknown): WireError {
  if (error instanceof WireError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  // what OpenSSL calls so was sent by the peer: in TLS 1.3 also after the handshake, when it misses a certificate
  if (/^ERR_SSL_.*ALERT/.test(code)) return new WireError('alert', code.replace(/^ERR_SSL_/, '').toLowerCase(), { cause: error })
  return codeFault(code, error)
}

/** The same of a bare code, such as another machine's system gives it. */
export function codeFault(code: string, cause?: unknown): WireError {
  const kind = kinds[code] ?? 'client'
  const said = words[kind]
  return new WireError(kind, said === undefined ? code : `${said} (${code})`, { cause })
}
