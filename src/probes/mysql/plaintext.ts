import { attempt } from '../../wire/fault.ts'
import { readGreeting } from '../../wire/mysql/greeting.ts'
import { logIn, quit } from '../../wire/mysql/login.ts'
import type { MysqlOutcome } from '../../wire/mysql/login.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { Again, Asking, Plaintext, Target } from '../probe.ts'

/** The number with which MySQL says that TLS comes first (ER_SECURE_TRANSPORT_REQUIRED). */
const tlsFirst = 3159

/**
 * Whether clients without TLS are served. A made-up account without a password is all that is shown. MySQL says when it wants TLS;
 * MariaDB (seen with 10.11) refuses as if the password were wrong, and so proves nothing: it takes an account that works.
 */
export async function plaintext(talk: Conversation, _target: Target, random: Asking['random'], again: Again): Promise<Plaintext> {
  const greeting = await readGreeting(talk)
  if ('refused' in greeting) {
    const said = `this vantage is turned away (${greeting.refused})`
    return { served: 'unproven', said, why: `${said}: others may be served` }
  }
  if (!greeting.tls) return { served: true, said: 'the greeting offers no TLS' }
  const nobody = { user: `rw_${random(6)}`, password: '', clear: false, shown: 'a made-up account without a password' }
  const outcome = await logIn({ talk, greeting, secure: false }, nobody)
  if (outcome.kind === 'in') {
    quit(talk)
    return { served: true, said: 'without TLS a made-up account is let in' }
  }
  const said = `without TLS a made-up account ${word(outcome)}`
  if (outcome.kind !== 'refused' || outcome.code !== tlsFirst)
    return { served: 'unproven', said, why: 'whether TLS is demanded shows only with an account that works' }
  const inside = await attempt(() => again('tls'))
  if (!inside.ok) return { served: 'unproven', said, why: `${said}, and TLS does not work: ${inside.fault.detail}` }
  try {
    const line = { talk: inside.value, greeting, secure: true }
    const second = await logIn(line, nobody)
    if (second.kind !== 'refused' || second.code !== tlsFirst) return { served: false, said: `${said}, and with TLS it ${word(second)}` }
    return { served: 'unproven', said, why: 'it says so inside TLS too' }
  } finally {
    inside.value.end()
  }
}

export function word(outcome: MysqlOutcome): string {
  if (outcome.kind === 'in') return 'is let in'
  return outcome.kind === 'refused' ? `is refused (${outcome.code})` : `is asked for ${outcome.plugin}`
}
