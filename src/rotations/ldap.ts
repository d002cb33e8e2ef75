import { createHash, randomBytes } from 'node:crypto'
import { nameOf, success } from '../probes/ldap/root.ts'
import { talking } from '../probes/talking.ts'
import { addValue, bind, search, setPassword } from '../wire/ldap.ts'
import type { Conversation } from '../wire/conversation.ts'
import type { Order, Rotation, Said } from './rotation.ts'

/** There is such a value already (RFC 4511, appendix A). */
const attributeOrValueExists = 20
const noSuchObject = 32

/**
 * `userPassword` has many values (RFC 4519, section 2.41), and each of them lets its account in. The new one stands beside the old one as
 * `{SSHA}`, which every OpenLDAP can check; in the end the server sets it once more, in the form that it keeps passwords in, in place of both.
 */
export const ldap: Rotation = {
  take: (_target, asking, order) =>
    bound(asking, order, async (talk) => {
      const asked = { base: order.user, scope: 'base', attributes: ['userPassword'], typesOnly: false, sizeLimit: 1 } as const
      const { code, entries } = await search(talk, 2, asked, 'passwords of an account')
      if (code === noSuchObject || entries.length === 0)
        return { cannot: 'the account is no entry that can be read: one of slapd.conf or cn=config (rootpw) is changed there' }
      const count = entries[0]?.attributes.get('userpassword')?.length ?? 0
      if (count > 1) return { cannot: `the entry has ${count} passwords, and the others would go with the old one` }
      const added = await addValue(talk, 3, order.user, 'userPassword', salted(order.password), 'one more password of an account')
      return added === success || added === attributeOrValueExists ? 'done' : { cannot: `the change is answered with ${nameOf(added)}` }
    }),
  forget: (_target, asking, order) =>
    bound(asking, order, async (talk) => {
      const code = await setPassword(talk, 2, order.user, order.password, 'the only password of an account')
      return code === success ? 'done' : { cannot: `the change is answered with ${nameOf(code)}` }
    }),
}

function bound(asking: Parameters<Rotation['take']>[1], { as }: Order, work: (talk: Conversation) => Promise<Said>): Promise<Said> {
  return talking(asking, async (talk) => {
    const code = await bind(talk, 1, as.user, as.password, 'bind with an account')
    return code === success ? work(talk) : { cannot: `the bind is answered with ${nameOf(code)}` }
  })
}

function salted(password: string): string {
  const salt = randomBytes(16)
  return `{SSHA}${Buffer.concat([createHash('sha1').update(password).update(salt).digest(), salt]).toString('base64')}`
}
