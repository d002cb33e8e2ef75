import { wayFor } from '../../src/probes/login.ts'
import { openConversation } from '../../src/wire/open.ts'
import type { Cleared, Login, Probe, ProtocolProbes, Target } from '../../src/probes/probe.ts'
import type { Exchange } from '../../src/wire/conversation.ts'
import { dialHere } from '../../src/wire/dial.ts'

/** Tries one account on a server on loopback, over the way that is named; neither name nor password may stand in the transcript. */
export async function login(
  { protocol, tryLogin, upgrade }: ProtocolProbes,
  port: number,
  user: string,
  password: string,
  way: 'plaintext' | 'tls' | 'upgrade' = 'plaintext',
): Promise<Login | undefined> {
  const target: Target = { id: `server:${port}`, component: 'server', host: '127.0.0.1', port, protocol, names: [], users: [] }
  const transcript: Exchange[] = []
  const means = { dial: dialHere, signal: new AbortController().signal, timeout: 5000, transcript }
  const usual = way === 'plaintext' ? 'plaintext' : 'tls'
  const upgrading = way === 'upgrade' && upgrade !== undefined ? { upgrade } : {}
  const asking: Cleared = {
    cleared: 'secret',
    ...means,
    depth: 'assert',
    authorities: [],
    random: (bytes) => 'a1'.repeat(bytes),
    now: () => 0,
    transport: { plaintext: way === 'plaintext' ? 'served' : 'refused', tls: way === 'plaintext' ? 'none' : way === 'tls' ? 'direct' : 'upgrade' },
    ...upgrading,
    talk: (over = usual) => openConversation({ ...means, ...upgrading, host: target.host, port, over }),
  }
  const answer = await tryLogin?.(target, asking, user, password)
  const written = JSON.stringify(transcript)
  if ((user !== '' && written.includes(user)) || (password !== '' && written.includes(password))) throw new Error('the transcript shows the account')
  return answer
}

/** A question that tries these accounts as secrets, through the gate; what comes of each is kept in `tries`. */
export function trying({ tryLogin }: ProtocolProbes, accounts: readonly (readonly [user: string, password: string])[], tries: unknown[]): Probe {
  return {
    id: 'test/try',
    asks: '',
    connections: accounts.length,
    async ask(target, asking) {
      for (const [user, password] of accounts) {
        const way = await wayFor('secret', target, asking)
        tries.push(typeof way === 'string' ? { unproven: way } : await tryLogin?.(target, way, user, password))
      }
      return { said: '' }
    },
  }
}
