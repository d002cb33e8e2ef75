import type { Learned } from '../../model/observed.ts'
import type { Remark } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { Framing } from '../../wire/erlang.ts'
import { answerChallenge, epmdNames, greetNode } from '../../wire/erlang.ts'
import { attempt } from '../../wire/fault.ts'
import type { Again, Asking, Plaintext, Probe, Target } from '../probe.ts'
import { talking } from '../talking.ts'

/** Nodes and their epmd, by whose products they are known; of a broker's other ports none is asked. */
export function isErlang({ technology, purpose }: Pick<Target, 'technology' | 'purpose'>): boolean {
  if (technology === 'erlang') return true
  return (technology === 'rabbitmq' || technology === 'couchdb') && (purpose === 'peer' || purpose === 'metrics')
}

const names: Remark = {
  concern: 'remote-management',
  key: 'ERL_EPMD_ADDRESS',
  stake: 'hygiene',
  expected: 'epmd is reached by the other nodes alone',
  fix: 'set ERL_EPMD_ADDRESS to 127.0.0.1 where there is one node, else let the other nodes alone reach the port',
}

/** Epmd answers a question; a node hangs up on it and begins its own handshake. */
export async function erlangInClear(talk: Conversation, again: Again): Promise<Plaintext> {
  const listed = await attempt(() => epmdNames(talk))
  if (listed.ok) return { served: true, said: 'epmd answers without TLS' }
  const node = await again('plaintext')
  try {
    await greetNode(node, 2)
    return { served: true, said: 'a node talks without TLS' }
  } finally {
    node.end()
  }
}

/** Whoever knows the cookie of a node runs commands on it; epmd knows no log-in. No cookie is tried: a digest is made up. */
export const erlang: Probe = {
  id: 'erlang/node',
  asks: 'whether epmd lists nodes, and whether a node asks for the cookie; no cookie is tried',
  connections: 2,
  applies: isErlang,
  async ask(_target, asking) {
    // epmd has no TLS
    const isClear = asking.transport.plaintext === 'served'
    const listed = isClear ? await attempt(() => talking(asking, epmdNames)) : undefined
    return listed?.ok === true ? listedNames(listed.value) : talking(asking, (talk) => cookie(talk, isClear ? 2 : 4, asking))
  },
}

function listedNames(count: number): Learned {
  const message = 'epmd tells everybody the names of nodes and their ports'
  return {
    said: `epmd lists its nodes (${count}) without a log-in`,
    authentication: 'none',
    observations: [{ ...names, verdict: 'unsafe', trail: [], basis: 'observed', message, actual: 'listed' }],
  }
}

async function cookie(talk: Conversation, framing: Framing, { random }: Asking): Promise<Learned> {
  const greeted = await greetNode(talk, framing)
  if (greeted === 'turned away')
    return {
      said: 'a node that is not named is turned away',
      unproven: ['whether the node asks for its cookie is not known: it turns this name away'],
    }
  const answer = await answerChallenge(talk, framing, Buffer.from(random(16), 'hex'))
  if (answer === 'accepted') return { said: 'the node takes a made-up digest', authentication: 'none' }
  return { said: 'the node asks for its cookie, and refuses a made-up digest', authentication: 'token' }
}
