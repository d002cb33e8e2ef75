import type { Learned } from '../model/observed.ts'
import { isLoopback } from '../protocols/address.ts'
import type { Conversation } from '../wire/conversation.ts'
import { attempt, WireError } from '../wire/fault.ts'
import { openConversation } from '../wire/open.ts'
import type { Trust } from '../wire/tls/session.ts'
import type { Account, Asking, Cleared, Target } from './probe.ts'

/** A conversation in which the password of a real account may be said. */
export interface SafeTalk {
  readonly talk: Conversation
  readonly over: 'plaintext' | 'tls'
  /** Inside TLS, what its certificate was held against. */
  readonly trust?: Trust
}

/**
 * Opens one over TLS with a certificate that holds; where the server is at loopback, and so nothing leaves the machine or the container,
 * over anything. Otherwise a clause that says why there is none: then the account is not used.
 */
export async function openForLogin(target: Target, asking: Asking, upgrade: Asking['upgrade'] = asking.upgrade): Promise<SafeTalk | string> {
  const { host, port, serverName, names } = target
  const { dial, signal, timeout, transcript, authorities, transport } = asking
  const way = { dial, signal, timeout, transcript, host, port, ...(serverName === undefined ? {} : { serverName }) }
  const near = staysHere(target)
  let why = 'the server has no TLS, and the password would go in clear'
  if (transport.tls === 'direct' || transport.tls === 'upgrade') {
    const up = transport.tls === 'upgrade' && upgrade !== undefined ? { upgrade } : {}
    const trust = { authorities, names: [...(serverName === undefined ? [] : [serverName]), host, ...names] }
    const known = await attempt(() => openConversation({ ...way, ...up, over: 'tls', trust }))
    if (known.ok) return { talk: known.value, over: 'tls', trust }
    // whoever is not there, or ends the run, is no matter of certificates
    if (known.fault.whose !== 'us' || known.fault.kind !== 'client') throw new WireError(known.fault.kind, known.fault.detail)
    why = `its certificate does not hold (${known.fault.detail}): name its authority with --ca`
    if (near) return { talk: await openConversation({ ...way, ...up, over: 'tls' }), over: 'tls' }
  }
  if (near && transport.plaintext !== 'refused') return { talk: await openConversation({ ...way, over: 'plaintext' }), over: 'plaintext' }
  return why
}

/** Asks as the account that the user named, where its password may be said, and lets go of the conversation. */
export async function askAsNamed(
  target: Target,
  asking: Asking,
  ask: (safe: SafeTalk, login: Account) => Promise<Learned>,
  upgrade?: Asking['upgrade'],
): Promise<Learned> {
  const { login } = target
  if (login === undefined) return { said: 'no account was named' }
  const safe = await openForLogin(target, asking, upgrade)
  if (typeof safe === 'string') return { said: 'the account that was named was not used', unproven: [safe] }
  try {
    return await ask(safe, login)
  } finally {
    safe.talk.end()
  }
}

/**
 * The one gate before any account is tried. A secret goes over TLS with a certificate that holds, or where nothing leaves the machine; what is
 * published or made up goes to a target that the call names over any way, TLS where there is some (decision 0014). A clause where there is no way.
 */
export async function wayFor(what: Cleared['cleared'], target: Target, asking: Asking): Promise<Cleared | string> {
  const overTls = asking.transport.tls === 'direct' || asking.transport.tls === 'upgrade'
  if (what === 'published') return narrowed(what, target, asking, overTls ? 'tls' : 'plaintext')
  if (staysHere(target) && !overTls) return narrowed(what, target, asking, 'plaintext')
  if (target.protocol === 'ssh') return 'its host key is not checked, and the password would go to whoever answers'
  const safe = await openForLogin(target, asking)
  if (typeof safe === 'string') return safe
  safe.talk.end()
  return narrowed(what, target, asking, safe.over, safe.trust)
}

function staysHere({ host, staysHere: here }: Target): boolean {
  return isLoopback(host) || here === true
}

/** The same means with one way alone. */
function narrowed(cleared: Cleared['cleared'], target: Target, asking: Asking, over: 'plaintext' | 'tls', trust?: Trust): Cleared {
  const { dial, signal, timeout, transcript, transport, upgrade } = asking
  const { host, port, serverName } = target
  const way = { dial, signal, timeout, transcript, over, host, port }
  const inTls = over === 'tls' && transport.tls === 'upgrade' && upgrade !== undefined ? { upgrade } : {}
  const more = { ...inTls, ...(serverName === undefined ? {} : { serverName }), ...(trust === undefined ? {} : { trust }) }
  return {
    ...asking,
    cleared,
    ...(trust === undefined ? {} : { trust }),
    transport: over === 'tls' ? { plaintext: 'refused', tls: transport.tls } : { plaintext: 'served', tls: 'none' },
    talk: () => openConversation({ ...way, ...more }),
  }
}
