import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { AmqpLogin } from '../../wire/amqp.ts'
import { beginAmqp, loginAmqp } from '../../wire/amqp.ts'
import { attempt } from '../../wire/fault.ts'
import type { Asking, Probe } from '../probe.ts'
import { talking } from '../talking.ts'

/** ACCESS_REFUSED (AMQP 0-9-1, section 1.2). */
export const refused = 403

/** Who gets in without an account: ANONYMOUS, and any name with any password. That a made-up one is refused is the server's own word. */
export const server: Probe = {
  id: 'amqp/server',
  asks: 'product, version and ways to log in; whether ANONYMOUS or a made-up account is let in',
  connections: 3,
  async ask(_target, asking) {
    const { product, version, mechanisms } = await talking(asking, beginAmqp)
    const told = version === undefined || !/^\d+(?:\.\d+)*[\w.+-]{0,20}$/.test(version) ? {} : { version }
    const name = /^[\w .-]{1,40}$/.exec(product ?? '')?.[0] ?? 'AMQP 0-9-1'
    const said = `${name}${told.version === undefined ? '' : ` ${told.version}`}; ways to log in: ${[...mechanisms].sort().join(', ') || 'none'}`
    const anonymous = mechanisms.includes('ANONYMOUS') ? await attempt(() => enter(asking, 'ANONYMOUS', 'ringwall')) : undefined
    if (anonymous?.ok === true && anonymous.value === 'tune')
      return { ...told, said: `${said}; ANONYMOUS is let in`, authentication: 'none', observations: [nameless('unsafe')] }
    const observations = [nameless('safe')]
    if (!mechanisms.includes('PLAIN')) return { ...told, ...withoutPlain(mechanisms), said, observations }
    const madeUp = await attempt(() => enter(asking, 'PLAIN', `\0nobody-${asking.random(6)}\0${asking.random(16)}`))
    if (!madeUp.ok) return { ...told, said, observations, unproven: [`a made-up account: ${madeUp.fault.detail}`] }
    if (madeUp.value === 'tune') return { ...told, said: `${said}; any account is let in`, authentication: 'none', observations }
    if (madeUp.value === refused) return { ...told, said: `${said}; a made-up account is refused`, authentication: 'password', observations }
    return { ...told, said, observations, unproven: [`a made-up account is answered with ${madeUp.value}`] }
  },
}

function withoutPlain(mechanisms: readonly string[]): Pick<Learned, 'authentication' | 'unproven'> {
  if (mechanisms.length === 1 && mechanisms[0] === 'EXTERNAL') return { authentication: 'certificate' }
  return { unproven: ['PLAIN is not offered: no account was tried'] }
}

function enter(asking: Asking, mechanism: string, response: string): Promise<AmqpLogin> {
  return talking(asking, async (talk) => {
    await beginAmqp(talk)
    return loginAmqp(talk, mechanism, response, mechanism === 'PLAIN' ? 'log-in with a made-up account' : 'log-in as ANONYMOUS')
  })
}

function nameless(verdict: 'safe' | 'unsafe'): Observation {
  return {
    concern: 'anonymous-access',
    key: 'anonymous_login_user',
    verdict,
    basis: 'observed',
    trail: [],
    message: 'clients without a name and a password are let in',
    actual: verdict === 'unsafe' ? 'ANONYMOUS is let in' : 'ANONYMOUS is not let in',
    expected: 'none',
    fix: 'set anonymous_login_user = none, and leave ANONYMOUS out of auth_mechanisms',
    stake: 'data',
  }
}
