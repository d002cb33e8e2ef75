import type { Conversation } from '../../wire/conversation.ts'
import type { TlsMeans } from '../../wire/tls/ask.ts'
import type { Asking, Target } from '../probe.ts'

export type Upgrade = (talk: Conversation) => Promise<boolean>

/** How the TLS end of a target is reached. */
export function meansFor(
  { host, port, serverName }: Target,
  { dial, signal, timeout, transcript }: Pick<Asking, 'dial' | 'signal' | 'timeout' | 'transcript'>,
  upgrade: Upgrade | undefined,
): TlsMeans {
  return {
    dial,
    host,
    port,
    signal,
    timeout,
    transcript,
    ...(serverName === undefined ? {} : { serverName }),
    ...(upgrade === undefined ? {} : { upgrade }),
  }
}
