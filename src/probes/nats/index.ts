import type { Learned } from '../../model/observed.ts'
import { attempt } from '../../wire/fault.ts'
import { natsConnect, natsInfo } from '../../wire/nats.ts'
import type { Asking, Probe, ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'

/** Behind an upgrade INFO was said in clear, and is not said again. */
function enter(asking: Asking, account: { readonly user: string; readonly pass: string } | undefined): Promise<'welcome' | 'refused'> {
  const isTold = asking.transport.plaintext !== 'served' && asking.transport.tls === 'upgrade'
  return talking(asking, async (talk) => {
    if (!isTold) await natsInfo(talk)
    return natsConnect(talk, account)
  })
}

const logins: Probe = {
  id: 'nats/logins',
  asks: 'whether a client without an account, or with a made-up one, is let in; nothing is subscribed',
  connections: 3,
  async ask(_target, asking): Promise<Learned> {
    const told = await attempt(() => talking(asking, natsInfo, 'plaintext'))
    const version = told.ok && told.value.version !== undefined ? { version: told.value.version } : {}
    const nameless = await attempt(() => enter(asking, undefined))
    if (!nameless.ok) {
      if (/alert.*certificate/i.test(nameless.fault.detail))
        return { ...version, said: 'a client without a certificate is turned away', authentication: 'certificate' }
      return { ...version, said: 'no answer to CONNECT', unproven: [nameless.fault.detail] }
    }
    if (nameless.value === 'welcome') return { ...version, said: 'a client without an account is let in', authentication: 'none' }
    const madeUp = await attempt(() => enter(asking, { user: `nobody-${asking.random(6)}`, pass: asking.random(16) }))
    if (madeUp.ok && madeUp.value === 'welcome') return { ...version, said: 'any account is let in', authentication: 'none' }
    const unproven = madeUp.ok ? [] : [`whether any account is taken: ${madeUp.fault.detail}`]
    return { ...version, said: 'a client without an account is refused, and so is a made-up one', authentication: 'password', unproven }
  },
}

export const nats: ProtocolProbes = {
  protocol: 'nats',
  async plaintext(talk) {
    const { tlsRequired } = await natsInfo(talk)
    return tlsRequired ? { served: false, said: 'INFO says that TLS is required' } : { served: true, said: 'INFO asks for no TLS' }
  },
  async upgrade(talk) {
    return (await natsInfo(talk)).tlsAvailable
  },
  probes: [logins],
}
