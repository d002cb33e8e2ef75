import { bind, whoAmI } from '../../wire/ldap.ts'
import type { Asking, Login, Target, TryLogin } from '../probe.ts'
import { talking } from '../talking.ts'
import { contextsOf, invalidCredentials, nameOf, readRoot, success } from './root.ts'

/** One simple bind with one account. Who is in is somebody by the server's own word too, where it says so (RFC 4532). */
export const tryLogin: TryLogin = async (_target, asking, user, password): Promise<Login> => {
  // an empty password is no log-in at all (RFC 4513, section 5.1.2)
  if (password === '') return { unproven: 'an empty password is an anonymous bind' }
  return talking(asking, async (talk): Promise<Login> => {
    const code = await bind(talk, 1, user, password, 'bind with an account')
    if (code === success) return (await whoAmI(talk, 2)) === '' ? { unproven: 'the bind is taken, and the client stays nobody' } : 'accepted'
    return code === invalidCredentials ? 'refused' : { unproven: `the bind is answered with ${nameOf(code)}` }
  })
}

/** `admin` is `cn=admin` of the first naming context; a whole name stays as it is. */
export async function accountName({ users }: Target, asking: Asking, name: string): Promise<string> {
  if (name.includes('=')) return name
  const [context] = contextsOf(await talking(asking, (talk) => readRoot(talk, 1)), users)
  return `cn=${name},${context ?? 'dc=invalid'}`
}
