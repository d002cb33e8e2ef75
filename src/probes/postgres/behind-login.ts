import type { Learned } from '../../model/observed.ts'
import { isLoopback } from '../../protocols/address.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { loginPostgres } from '../../wire/postgres/login.ts'
import { leave } from '../../wire/postgres/start.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Login, Probe, Target } from '../probe.ts'
import { askCatalogue } from './catalogue.ts'

/** What the catalogue says to the account that the user named. */
export const behindLogin: Probe = {
  id: 'postgres/behind-login',
  asks: 'behind the log-in that was named: settings, access rules, connections without TLS, roles and grants; it only reads',
  connections: 2,
  applies: ({ login }) => login !== undefined,
  ask: (target, asking) => askAsNamed(target, asking, ({ talk }, login) => askAs(talk, login, target, asking)),
}

async function askAs(talk: Conversation, login: Account, target: Target, asking: Asking): Promise<Learned> {
  const account = { ...login, database: login.database ?? 'postgres', shown: 'the account that was named', clear: true, nonce: asking.random(18) }
  const outcome = await loginPostgres(talk, account)
  if (outcome.kind === 'refused')
    return { said: `the account that was named is refused (${outcome.code})`, unproven: [`no log-in (${outcome.code})`] }
  if (outcome.kind === 'wants')
    return { said: 'the log-in takes another way', unproven: [`it asks for authentication ${outcome.what}, which is not done here`] }
  const { observations, unproven } = await askCatalogue(talk, target)
  leave(talk)
  const said = `the catalogue was read as the account that was named${outcome.superuser ? ', a superuser: one that only reads would do' : ''}`
  return {
    said,
    observations,
    ...(outcome.version === undefined ? {} : { version: outcome.version }),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

/** One try with one account. Where no password is asked for, none is proven. */
export async function tryLogin(target: Target, asking: Asking, user: string, password: string): Promise<Login> {
  const talk = await asking.talk()
  try {
    const account = { user, password, database: 'postgres', shown: 'an account', clear: isLoopback(target.host), nonce: asking.random(18) }
    const outcome = await loginPostgres(talk, account)
    if (outcome.kind === 'in') {
      leave(talk)
      return outcome.asked ? 'accepted' : { unproven: 'no password is asked for' }
    }
    if (outcome.kind === 'wants') return { unproven: `it asks for authentication ${outcome.what}` }
    return outcome.code === '28P01' ? 'refused' : { unproven: `error ${outcome.code}` }
  } finally {
    talk.end()
  }
}
