import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { attempt } from '../../wire/fault.ts'
import { bind } from '../../wire/ldap.ts'
import type { Asking, Probe } from '../probe.ts'
import { talking } from '../talking.ts'
import { contextsOf, invalidCredentials, nameOf, readRoot, success, wantsTls } from './root.ts'

/**
 * Whether a password is looked at that comes in clear. A made-up name and password tell: 49 is the answer of who looked, 13 (or 8) of who did not.
 * The same over TLS is the control: there it must be looked at. The name lies in a naming context: slapd 2.5 answers 49 to all others at once.
 */
export const simpleBind: Probe = {
  id: 'ldap/simple-bind',
  asks: 'whether a made-up name and password are looked at without TLS, and with it',
  connections: 3,
  async ask({ users }, asking) {
    const { plaintext, tls } = asking.transport
    if (plaintext !== 'served') return { said: 'clients without TLS are turned away before any log-in' }
    const root = await talking(asking, (talk) => readRoot(talk, 1), 'plaintext')
    const [context] = contextsOf(root, users)
    if (context === undefined) return { said: 'no naming context is shown', unproven: ['a log-in of no naming context tells nothing'] }
    const clear = await madeUp(asking, context, 'plaintext')
    if (clear === invalidCredentials || clear === success)
      return { said: `a password in clear is looked at (${nameOf(clear)})`, observations: [judged('unsafe', clear)] }
    const said = `a log-in in clear is answered with ${nameOf(clear)}`
    if (!wantsTls(clear)) return { said, unproven: [`${nameOf(clear)} tells nothing of passwords in clear`] }
    if (tls !== 'direct' && tls !== 'upgrade') return { said, unproven: ['there is no TLS here to hold it against'] }
    return controlled(said, clear, context, asking)
  },
}

async function controlled(said: string, clear: number, context: string, asking: Asking): Promise<Learned> {
  const secure = await attempt(() => madeUp(asking, context, 'tls'))
  if (!secure.ok) return { said, unproven: [`over TLS: ${secure.fault.detail}`] }
  if (secure.value !== invalidCredentials) return { said, unproven: [`over TLS it is ${nameOf(secure.value)}: that is no answer to a log-in`] }
  return { said: `${said}, and over TLS with ${nameOf(secure.value)}`, observations: [judged('safe', clear)] }
}

function madeUp(asking: Asking, context: string, over: 'plaintext' | 'tls'): Promise<number> {
  const name = `cn=${asking.random(8)},${context}`
  return talking(asking, (talk) => bind(talk, 1, name, asking.random(16), 'bind with a made-up name and a made-up password'), over)
}

function judged(verdict: 'safe' | 'unsafe', code: number): Observation {
  return {
    concern: 'tls-policy',
    key: 'security simple_bind',
    verdict,
    basis: 'observed',
    trail: [],
    message: 'log-ins are taken without TLS: names and passwords can be read on the way',
    actual: `a made-up log-in in clear: ${nameOf(code)}`,
    expected: 'confidentialityRequired, before anybody looks at the name',
    fix: 'write security ssf=128, or at least security simple_bind=128',
    stake: 'traffic',
  }
}
