import type { Learned } from '../model/observed.ts'
import type { Conversation } from '../wire/conversation.ts'
import type { Fault } from '../wire/fault.ts'
import { attempt, WireError } from '../wire/fault.ts'
import { openConversation } from '../wire/open.ts'
import type { Asking, Plaintext, ProtocolProbes, Target, Transport } from './probe.ts'

export interface Way {
  readonly transport: Transport
  readonly learned: Learned
}

type Means = Pick<Asking, 'dial' | 'signal' | 'timeout' | 'transcript' | 'random'>

/** Whether the port speaks TLS: from the first byte, or when it is asked. */
export type DetectTls = (
  target: Target,
  means: Means,
  upgrade?: (talk: Conversation) => Promise<boolean>,
) => Promise<'yes' | 'no' | { readonly fault: Fault }>

/**
 * The way to a server, before anything else: does it talk to a client without TLS, and does it speak TLS. That it refuses plaintext counts
 * only when it speaks TLS in the same minute; a server that answers nothing at all proves nothing.
 */
export async function findTransport(target: Target, protocol: ProtocolProbes | undefined, means: Means, detectTls: DetectTls): Promise<Way> {
  // who has nothing to say in clear is asked for TLS at once: an answer says all that a connection would
  const early = protocol?.plaintext === undefined ? await detectTls(target, means) : undefined
  if (early === 'yes') return untold('direct')
  const plain = await attempt(() => inClear(target, protocol, means))
  if (!plain.ok && isFinal(plain.fault)) throw new WireError(plain.fault.kind, plain.fault.detail)
  if (plain.ok && plain.value === undefined) return untold(await tlsOf(target, protocol, means, detectTls, false, early))
  if (plain.ok && plain.value?.served === 'unproven') {
    const tls = await tlsOf(target, protocol, means, detectTls, true)
    return { transport: { plaintext: 'unknown', tls }, learned: { said: plain.value.said, unproven: [plain.value.why] } }
  }
  const served = plain.ok && plain.value?.served === true
  const said = plain.ok ? (plain.value?.said ?? '') : `without TLS: ${plain.fault.detail}`
  const tls = protocol?.overTls === false ? 'none' : await tlsOf(target, protocol, means, detectTls, served)
  if (served) {
    if (tls === 'unknown')
      return { transport: { plaintext: 'served', tls }, learned: { said, unproven: [`${said}; whether TLS is offered too is not known`] } }
    const word = tls === 'none' ? 'none' : 'optional'
    if (protocol?.overTls === false || protocol?.tellsTls === false) return { transport: { plaintext: 'served', tls }, learned: { said } }
    return {
      transport: { plaintext: 'served', tls },
      learned: { said: `${said}; TLS is ${tls === 'none' ? 'not offered' : 'offered beside it'}`, tls: word },
    }
  }
  if (tls === 'direct' || tls === 'upgrade')
    return { transport: { plaintext: 'refused', tls }, learned: { said: `${said}; TLS works`, tls: 'required' } }
  return { transport: { plaintext: 'unknown', tls }, learned: { said, unproven: ['neither plaintext nor TLS was answered: nothing is proven'] } }
}

/** Nothing more can be asked of who is not there. */
function isFinal({ whose, kind }: Fault): boolean {
  return whose !== 'server' || kind === 'refused'
}

function untold(tls: Transport['tls']): Way {
  if (tls === 'direct') return { transport: { plaintext: 'unknown', tls }, learned: { said: 'TLS from the first byte', tls: 'required' } }
  return {
    transport: { plaintext: 'unknown', tls },
    learned: { said: 'the port is open', unproven: ['nobody knows how to ask this protocol without TLS'] },
  }
}

async function inClear(target: Target, protocol: ProtocolProbes | undefined, means: Means): Promise<Plaintext | undefined> {
  const { host, port, serverName } = target
  const way = {
    ...means,
    host,
    port,
    ...(serverName === undefined ? {} : { serverName }),
    ...(protocol?.upgrade === undefined ? {} : { upgrade: protocol.upgrade }),
  }
  const talk = await openConversation({ ...way, over: 'plaintext' })
  try {
    return await protocol?.plaintext?.(talk, target, means.random, (over) => openConversation({ ...way, over }))
  } finally {
    talk.end()
  }
}

async function tlsOf(
  target: Target,
  protocol: ProtocolProbes | undefined,
  means: Means,
  detectTls: DetectTls,
  isServed: boolean,
  early?: Awaited<ReturnType<DetectTls>>,
): Promise<Transport['tls']> {
  const answer = early ?? (await detectTls(target, means))
  // who answers in clear and leaves a TLS hello lying takes it for the beginning of a command: there is no TLS on this port
  const direct = typeof answer === 'object' && answer.fault.kind === 'silent' && isServed ? 'no' : answer
  if (direct === 'yes') return 'direct'
  if (protocol?.upgrade === undefined) return direct === 'no' ? 'none' : 'unknown'
  const upgraded = await detectTls(target, means, protocol.upgrade)
  if (upgraded === 'yes') return 'upgrade'
  return upgraded === 'no' ? 'none' : 'unknown'
}
