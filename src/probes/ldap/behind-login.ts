import type { Learned } from '../../model/observed.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { bind, search } from '../../wire/ldap.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Probe } from '../probe.ts'
import { contextsOf, nameOf, readRoot, success } from './root.ts'

/** Whether an account of no rank reads the passwords of others. Values are never asked for (typesOnly). */
export const behindLogin: Probe = {
  id: 'ldap/behind-login',
  asks: 'behind the log-in that was named: whether it is shown the password hashes of others, without values; it only reads',
  connections: 2,
  applies: ({ login }) => login !== undefined,
  ask: (target, asking) => askAsNamed(target, asking, ({ talk }, login) => askAs(talk, login)),
}

async function askAs(talk: Conversation, { user, password }: Account): Promise<Learned> {
  // an empty password would be an anonymous bind (RFC 4513, section 5.1.2)
  if (password === '') return { said: 'the account that was named has no password', unproven: ['a bind without a password is no log-in'] }
  const code = await bind(talk, 1, user, password, 'bind with the account that was named')
  if (code !== success) return { said: `the account that was named is answered with ${nameOf(code)}`, unproven: [`no log-in (${nameOf(code)})`] }
  const root = await readRoot(talk, 2)
  let entries = 0
  let holders = 0
  for (const [at, base] of contextsOf(root, [user]).entries()) {
    const common = { base, scope: 'subtree', typesOnly: true, sizeLimit: 10 } as const
    const any = await search(talk, 3 + 2 * at, { ...common, attributes: ['1.1'] }, 'search of a naming context')
    const found = await search(
      talk,
      4 + 2 * at,
      { ...common, attributes: ['userPassword'], present: 'userPassword' },
      'search for userPassword, without values',
    )
    entries += any.entries.filter(({ name }) => !isSame(name, user)).length
    holders += found.entries.filter(({ name, attributes }) => !isSame(name, user) && attributes.has('userpassword')).length
  }
  if (holders === 0 && entries === 0)
    return { said: 'the account that was named sees no entry but its own', unproven: ['who sees no entry tells nothing of hashes'] }
  return {
    said: `the account that was named sees ${holders > 0 ? 'password hashes of others' : 'entries of others, and no password hash'}`,
    observations: [
      {
        concern: 'over-privileged-default',
        key: 'access to attrs=userPassword',
        verdict: holders > 0 ? 'unsafe' : 'safe',
        basis: 'observed',
        trail: [],
        message: 'every account that may log in may read the password hashes of others',
        actual: holders > 0 ? `${holders} entries of others with userPassword` : 'not readable',
        expected: 'access to attrs=userPassword by self write by anonymous auth by * none, in front of the others',
        fix: 'put a rule for attrs=userPassword,shadowLastChange in front that gives anonymous auth and all others none',
        stake: 'data',
      },
    ],
  }
}

/** Names differ in case and in blanks around their commas (RFC 4514). */
function isSame(one: string, other: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/\s*,\s*/g, ',')
  return plain(one) === plain(other)
}
