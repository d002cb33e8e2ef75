import type { Learned } from '../../model/observed.ts'
import type { MysqlGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlOutcome } from '../../wire/mysql/login.ts'
import { logIn, quit } from '../../wire/mysql/login.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { openLine } from './line.ts'
import { observeLogins } from './observe.ts'
import { word } from './plaintext.ts'

/**
 * Whether an account is let in without a password. Each is tried once, since some servers count (FAILED_LOGIN_ATTEMPTS,
 * max_password_errors); the made-up one is the control, and tells whether there is an account for everybody.
 */
export const authentication: Probe = {
  id: 'mysql/authentication',
  asks: 'whether root or a made-up account is let in without a password',
  connections: 3,
  async ask(target, asking) {
    const over = asking.transport.plaintext === 'served' ? 'plaintext' : 'tls'
    const nobody = await enter(target, asking, over, `rw_${asking.random(6)}`, 'a made-up account without a password')
    if ('refused' in nobody) return turnedAway(nobody.refused)
    const root = await enter(target, asking, over, 'root', 'root without a password')
    if ('refused' in root) return turnedAway(root.refused)
    const { greeting } = nobody
    const observations = observeLogins(greeting, [nobody.outcome, root.outcome], over)
    const common = {
      ...(greeting.version === undefined ? {} : { version: greeting.version }),
      ...(observations.length === 0 ? {} : { observations }),
    }
    const said = `a made-up account ${word(nobody.outcome)}, root ${word(root.outcome)}, both without a password`
    const works = [nobody, root].find(({ outcome }) => outcome.kind === 'in')
    if (works !== undefined) return { ...common, said, authentication: 'none', ...(await withoutTls(target, asking, works.user)) }
    const answers = [nobody.outcome, root.outcome]
    if (answers.some((outcome) => outcome.kind === 'wants' || passwordWrong.has(outcome.kind === 'refused' ? outcome.code : 0)))
      return { ...common, said, authentication: 'password' }
    return { ...common, said, unproven: [`${said}: that tells nothing of passwords`] }
  },
}

/** ER_ACCESS_DENIED_ERROR, and ER_ACCESS_DENIED_NO_PASSWORD_ERROR where the account has another way to prove itself. */
const passwordWrong: ReadonlySet<number> = new Set([1045, 1698])

interface Entry {
  readonly user: string
  readonly outcome: MysqlOutcome
  readonly greeting: MysqlGreeting
}

async function enter(
  target: Target,
  asking: Asking,
  over: 'plaintext' | 'tls',
  user: string,
  shown: string,
): Promise<Entry | { readonly refused: number }> {
  const line = await openLine(target, asking, over)
  if ('refused' in line) return line
  try {
    const outcome = await logIn(line, { user, password: '', clear: false, shown })
    if (outcome.kind === 'in') quit(line.talk)
    return { user, outcome, greeting: line.greeting }
  } finally {
    line.talk.end()
  }
}

function turnedAway(code: number): Learned {
  return { said: `this vantage is turned away (${code})`, unproven: [`the server takes no log-in from here (${code})`] }
}

/** An account that works settles whether TLS is demanded: it is let in with TLS, and without it is or is not. */
async function withoutTls(target: Target, asking: Asking, user: string): Promise<Pick<Learned, 'tls'>> {
  const { plaintext, tls } = asking.transport
  if (plaintext !== 'unknown' || tls !== 'upgrade') return {}
  const entry = await enter(target, asking, 'plaintext', user, 'the same account without TLS')
  if ('refused' in entry || entry.outcome.kind === 'wants') return {}
  return { tls: entry.outcome.kind === 'in' ? 'optional' : 'required' }
}
