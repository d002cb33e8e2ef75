import { attempt } from '../../wire/fault.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { PostgresStart } from '../../wire/postgres/start.ts'
import type { Again, Asking, Plaintext, Target } from '../probe.ts'
import type { Door } from './doors.ts'
import { doorsOf, knock } from './doors.ts'

/**
 * Whether a client without TLS gets as far as a log-in. That every account is turned away proves that TLS is demanded only when one of
 * them is taken over TLS: else the rules have no place for this vantage at all.
 */
export async function plaintext(talk: Conversation, target: Pick<Target, 'users'>, random: Asking['random'], again: Again): Promise<Plaintext> {
  const refused: (Door & { readonly start: Extract<PostgresStart, { kind: 'refused' }> })[] = []
  for (const door of doorsOf(target, random)) {
    const start = refused.length === 0 ? await knock(talk, door) : await over(again, 'plaintext', door)
    if (start.kind !== 'refused')
      return { served: true, said: `without TLS ${door.shown} ${start.kind === 'in' ? 'is let in' : 'is asked to log in'}` }
    refused.push({ ...door, start })
    if (start.why === 'busy')
      return { served: 'unproven', said: `no client is taken now (${start.code})`, why: 'a server that is busy proves nothing' }
  }
  const said = `without TLS every account that was tried is refused (${[...new Set(refused.map(({ start }) => start.code))].sort().join(', ')})`
  if (refused.some(({ start }) => start.why === 'other')) return { served: 'unproven', said, why: `${said}: not for want of TLS` }
  for (const door of refused) {
    const start = await attempt(() => over(again, 'tls', door))
    if (!start.ok) break
    if (start.value.kind !== 'refused' || start.value.why === 'certificate')
      return { served: false, said: `${said}, and with TLS ${door.shown} is ${start.value.kind === 'refused' ? 'asked for a certificate' : 'taken'}` }
  }
  return { served: 'unproven', said, why: 'it turns this vantage away with TLS too, or has none: whether others get in without is not proven' }
}

async function over(again: Again, way: 'plaintext' | 'tls', door: Door): Promise<PostgresStart> {
  const talk = await again(way)
  try {
    return await knock(talk, door)
  } finally {
    talk.end()
  }
}
