import type { Learned } from '../../model/observed.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { loginPostgres } from '../../wire/postgres/login.ts'
import { queryPostgres } from '../../wire/postgres/query.ts'
import { leave } from '../../wire/postgres/start.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Login, Probe, Target, TryLogin } from '../probe.ts'
import { talking } from '../talking.ts'
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
export const tryLogin: TryLogin = (_target, asking, user, password) =>
  talking(asking, async (talk): Promise<Login> => {
    const account = { user, password, database: 'postgres', shown: 'an account', clear: true, nonce: asking.random(18) }
    const outcome = await loginPostgres(talk, account)
    if (outcome.kind === 'in') {
      const got = await queryPostgres(talk, 'SELECT 1', 'SELECT 1')
      leave(talk)
      if (!outcome.asked) return { unproven: 'no password is asked for' }
      return 'rows' in got ? 'accepted' : { unproven: `the log-in is taken, and SELECT 1 is answered with ${got.code}` }
    }
    if (outcome.kind === 'wants') return { unproven: `it asks for authentication ${outcome.what}` }
    // 3D000 and 42501 come after the log-in: there is no such database for it, or it may not connect to it
    if (outcome.code === '3D000' || outcome.code === '42501')
      return { unproven: `the log-in is taken, and the database is not its own (${outcome.code})` }
    return outcome.code === '28P01' ? 'refused' : { unproven: `error ${outcome.code}` }
  })
