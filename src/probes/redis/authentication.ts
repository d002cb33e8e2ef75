import type { Learned } from '../../model/observed.ts'
import type { Fault } from '../../wire/fault.ts'
import { attempt, WireError } from '../../wire/fault.ts'
import { askRedis, word } from '../../wire/redis.ts'
import type { Asking, Probe } from '../probe.ts'

/**
 * Whether a client must log in. `PING` alone does not tell whether a password means anything: a user with `nopass` takes every one,
 * so a made-up password is the control (Redis 6 and later, ACL SETUSER nopass).
 */
export const authentication: Probe = {
  id: 'redis/authentication',
  asks: 'whether commands are taken without a password, and whether any password does',
  connections: 2,
  async ask(_target, asking) {
    const first = await attempt(() => ping(asking))
    if (!first.ok) return withoutCertificate(first.fault)
    const anonymous = first.value
    if (anonymous === 'PONG') return { said: 'commands are taken without a password', authentication: 'none' }
    // who may not do this is somebody all the same (ACL, Redis 6 and later)
    if (anonymous === 'NOPERM') return { said: 'clients are logged in without a password', authentication: 'none' }
    if (anonymous === 'DENIED')
      return { said: 'protected mode turns this vantage away', unproven: ['protected mode answers before anything else: ask from the server itself'] }
    if (anonymous !== 'NOAUTH') return { said: `PING is answered with ${anonymous}`, unproven: [`${anonymous} tells nothing of passwords`] }
    return madeUp(asking)
  },
}

/** In TLS 1.3 a server that misses a client certificate says so only when it is asked something. */
function withoutCertificate(fault: Fault): Learned {
  if (fault.kind !== 'alert' || !/certificate|handshake/.test(fault.detail)) throw new WireError(fault.kind, fault.detail)
  return {
    said: `a client without a certificate is turned away (${fault.detail})`,
    authentication: 'certificate',
    unproven: ['whether a password is asked for too: this vantage has no certificate to show'],
  }
}

async function ping({ talk }: Asking): Promise<string> {
  const conversation = await talk()
  try {
    const { kind, text } = await askRedis(conversation, 'PING')
    return kind === 'state' || kind === 'error' ? word(text) : kind
  } finally {
    conversation.end()
  }
}

async function madeUp({ talk, random }: Asking): Promise<Learned> {
  const answer = await attempt(async () => {
    const conversation = await talk()
    try {
      return await askRedis(conversation, `AUTH default ${random(16)}`, 'AUTH default <made-up password>')
    } finally {
      conversation.end()
    }
  })
  if (!answer.ok)
    return { said: 'a password is asked for', authentication: 'password', unproven: ['whether any password is taken: no answer to AUTH'] }
  if (answer.value.kind === 'state') return { said: 'any password opens the default user', authentication: 'none' }
  return { said: `a password is asked for, and a made-up one is refused (${word(answer.value.text)})`, authentication: 'password' }
}
