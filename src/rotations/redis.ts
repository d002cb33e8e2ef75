import type { Conversation } from '../wire/conversation.ts'
import { askResp } from '../wire/resp.ts'
import { word } from '../wire/redis.ts'
import { talking } from '../probes/talking.ts'
import type { Order, Rotation, Said } from './rotation.ts'

/** A user has a list of passwords (Redis 6 and later, `ACL SETUSER`: `>` adds one, `<` takes one out). `requirepass` is the password of `default`. */
export const redis: Rotation = {
  take: (_target, asking, order) => talking(asking, (talk) => setUser(talk, order, `>${order.password}`)),
  forget: (_target, asking, order) => talking(asking, (talk) => setUser(talk, order, `<${order.old}`)),
}

async function setUser(talk: Conversation, { as, user }: Order, rule: string): Promise<Said> {
  const entry = await askResp(talk, as.user === 'default' ? ['AUTH', as.password] : ['AUTH', as.user, as.password], 'AUTH of an account')
  if (entry.kind === 'error') return { cannot: `AUTH is answered with ${word(entry.text)}` }
  const said = await askResp(talk, ['ACL', 'SETUSER', user, rule], 'ACL SETUSER of an account')
  if (said.kind === 'state' && said.text === 'OK') return 'done'
  if (said.kind !== 'error') return { cannot: 'ACL SETUSER is answered with something else' }
  // what is to go is gone
  if (rule.startsWith('<') && /password.*does not exist/i.test(said.text)) return 'done'
  if (said.text.startsWith('NOPERM')) return { cannot: 'the account may not change users (it takes +acl|setuser)' }
  return {
    cannot: /unknown command/i.test(said.text)
      ? 'the server is older than Redis 6 and has no users'
      : `ACL SETUSER is answered with ${word(said.text)}`,
  }
}
