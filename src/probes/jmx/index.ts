import type { Learned } from '../../model/observed.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { attempt } from '../../wire/fault.ts'
import { openConversation } from '../../wire/open.ts'
import type { RemoteObject, Returned } from '../../wire/rmi.ts'
import { callRemote, greetRmi, lookUpJmx, referenceOf, registryNames } from '../../wire/rmi.ts'
import type { Asking, Probe, ProtocolProbes, Target } from '../probe.ts'
import { talking } from '../talking.ts'

/** Methods of RMIServer and RMIConnection (javax.management.remote.rmi, Java 5 to 21), by the hash of their signature; credentials are null. */
const methods = {
  version: { hash: -8_081_107_751_519_807_347n, shown: 'getVersion', answers: 'value' },
  open: { hash: -1_089_742_558_549_201_240n, argument: Buffer.from([0x70]), shown: 'newClient without credentials', answers: 'reference' },
  close: { hash: -4_742_752_445_160_157_748n, shown: 'close', answers: 'nothing' },
} as const

/** A registry lists its names to everybody. Whether JMX wants a log-in its connector tells, at a port of its own on the same host. */
const connector: Probe = {
  id: 'jmx/connector',
  asks: 'whether the registry lists its names, and whether a client without credentials is let in; it leaves at once',
  connections: 5,
  async ask(target, asking) {
    const { count, hasJmx } = await registry(asking, registryNames)
    if (!hasJmx) return { said: `the registry lists ${count} names without a log-in`, unproven: ['jmxrmi is not one of its names: JMX is not asked'] }
    const object = await registry(asking, lookUpJmx)
    const known = { tls: object.tls ? 'required' : 'none' } as const
    const said = `the registry gives jmxrmi to everybody; its connector is called ${object.tls ? 'inside TLS' : 'in clear'}`
    const answer = await attempt(() => logIn(object, target, asking))
    if (answer.ok) return { ...known, ...answer.value, said: `${said}; ${answer.value.said}` }
    if (/alert.*certificate/i.test(answer.fault.detail))
      return { ...known, said: `${said}, and wants a certificate of its clients`, authentication: 'certificate' }
    return { ...known, said, unproven: [`the connector at port ${object.port} of this host: ${answer.fault.detail}`] }
  },
}

function registry<T>(asking: Asking, ask: (talk: Conversation) => Promise<T>): Promise<T> {
  return talking(asking, async (talk) => {
    await greetRmi(talk)
    return ask(talk)
  })
}

/** That a client without credentials is turned away counts where the connector answers a question that needs none. */
async function logIn(object: RemoteObject, target: Target, asking: Asking): Promise<Learned> {
  const version = await remote(object, methods.version, target, asking)
  if ('exception' in version) return { said: 'the connector answers nothing', unproven: ['the connector does not tell its version'] }
  const opened = await remote(object, methods.open, target, asking)
  if ('value' in opened) {
    const closed = await attempt(() => remote(referenceOf(opened.value), methods.close, target, asking))
    const unproven = closed.ok ? {} : { unproven: ['the connection could not be closed: the server lets go of it by itself'] }
    return { said: 'a client without credentials is let in', authentication: 'none', ...unproven }
  }
  if (opened.exception === 'java.lang.SecurityException') return { said: 'a client without credentials is turned away', authentication: 'password' }
  return {
    said: 'a client without credentials gets an exception',
    unproven: ['the exception is none of security: whether a log-in is asked for is not known'],
  }
}

async function remote(object: RemoteObject, method: Parameters<typeof callRemote>[2], { host }: Target, asking: Asking): Promise<Returned> {
  const { dial, signal, timeout, transcript } = asking
  const talk = await openConversation({ dial, host, port: object.port, signal, timeout, transcript, over: object.tls ? 'tls' : 'plaintext' })
  try {
    await greetRmi(talk)
    return await callRemote(talk, object, method)
  } finally {
    talk.end()
  }
}

export const jmx: ProtocolProbes = {
  protocol: 'jmx',
  // the registry is in clear even where JMX is not (com.sun.management.jmxremote.registry.ssl)
  tellsTls: false,
  async plaintext(talk) {
    await greetRmi(talk)
    return { served: true, said: 'the registry answers without TLS' }
  },
  probes: [connector],
}
