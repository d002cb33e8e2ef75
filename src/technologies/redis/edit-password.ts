import type { Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolderOf } from '../../model/own-files.ts'
import type { ServeLogin } from '../../model/want.ts'
import { editDirectives } from './edit-directives.ts'
import { ownerOf, packagingOf } from './packaging.ts'

/** One password for all, as Redis knew it before there were users; in a file of its own, which the configuration includes. */
export function passwordAlone({ accounts, anonymous }: ServeLogin, input: ComponentInput): Edited {
  const passwords = new Map(accounts.filter(({ power }) => power !== 'health').map(({ password }) => [password.value, password]))
  const [password] = passwords.values()
  if (password === undefined || passwords.size > 1 || accounts.some(({ user, power }) => user !== undefined && power !== 'health'))
    return { cannot: 'Redis before 6.0 knows one password and no users: take a later version first' }
  if (anonymous === 'kept') return { cannot: 'a client that gives a password is turned away while none is needed' }
  if (packagingOf(input) === 'bitnami')
    return {
      changes: [
        { kind: 'variable', name: 'REDIS_PASSWORD', value: [password] },
        { kind: 'variable', name: 'ALLOW_EMPTY_PASSWORD', value: undefined },
      ],
    }
  const path = `${ownFolderOf(input)}/password.conf`
  const set = editDirectives(input, new Map([['include', [path]]]))
  if ('cannot' in set) return set
  const text = `requirepass "${password.value.replace(/["\\]/g, '\\$&')}"\n`
  const asks = input.isolation.healthcheck?.test.some(({ value }) => value.includes('redis-cli')) === true
  return {
    changes: [
      { kind: 'file', path, text, isSecret: true, owner: ownerOf(input) },
      ...set,
      // the health check's own log-in (redis-cli 5)
      ...(asks ? [{ kind: 'variable', name: 'REDISCLI_AUTH', value: [password] } as const] : []),
    ],
  }
}
