import type { WireError } from '../wire/fault.ts'
import { codeFault } from '../wire/fault.ts'

/** What one line of the client's own messages means to us; OpenSSH's `ssh -v` 9.2. */
export type Told =
  /** The connection to the host stands. */
  | { readonly what: 'ready' }
  /** Whoever is at the other end is asked for next. */
  | { readonly what: 'asked'; readonly address: string }
  | { readonly what: 'channel'; readonly channel: string }
  | { readonly what: 'failed'; readonly channel: string; readonly why: string }
  /** Why there is no connection to the host. */
  | { readonly what: 'no'; readonly why: string }

export function tellLine(text: string): Told | undefined {
  if (text.startsWith('debug1: Entering interactive session')) return { what: 'ready' }
  const asked = /^debug1: channel_connect_stdio_fwd: (\S+)$/.exec(text)
  if (asked !== null) return { what: 'asked', address: asked[1] ?? '' }
  const channel = /^debug1: channel (\d+): new (?:stdio-forward|direct-tcpip) /.exec(text)
  if (channel !== null) return { what: 'channel', channel: channel[1] ?? '' }
  const failed = /^channel (\d+): open failed: (.*)$/.exec(text)
  if (failed !== null) return { what: 'failed', channel: failed[1] ?? '', why: failed[2] ?? '' }
  const no = reasons.find(([pattern]) => pattern.test(text))
  return no === undefined ? undefined : { what: 'no', why: no[1] }
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/host key is known for .* and you have requested strict checking/, 'its host key is not known here: compare it, and write it into known_hosts'],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, 'its host key is another one than known_hosts says: nothing was sent'],
  [/: Permission denied \(/, 'it does not let this user in with the keys that are there (nobody is asked for a password)'],
  [/^ssh: Could not resolve hostname/, 'its name is not known'],
  [/^ssh: connect to host .*: Connection refused/, 'nothing listens for SSH there'],
  [/^ssh: connect to host .*: (?:Connection timed out|No route to host|Network is unreachable)/, 'it is not reached'],
]

const codes: readonly (readonly [RegExp, string])[] = [
  [/Connection refused/, 'ECONNREFUSED'],
  [/No route to host|Host is unreachable/, 'EHOSTUNREACH'],
  [/Network is unreachable/, 'ENETUNREACH'],
  [/Connection timed out/, 'ETIMEDOUT'],
  [/not known|name resolution|Unknown host/, 'ENOTFOUND'],
  [/administratively prohibited/, 'the host does not pass connections on (AllowTcpForwarding, PermitOpen)'],
]

/** Why the host did not open a connection, as if its system's word were ours. */
export function openFault(why: string | undefined): WireError {
  const known = why === undefined ? undefined : codes.find(([pattern]) => pattern.test(why))
  return codeFault(known?.[1] ?? 'the host did not open the connection')
}
