import { openConversation } from '../../src/wire/open.ts'
import type { Asking, Login, ProtocolProbes, Target } from '../../src/probes/probe.ts'
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
  const asking: Asking = {
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
