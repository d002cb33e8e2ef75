import { askWord } from '../../wire/zookeeper.ts'
import type { ProtocolProbes } from '../probe.ts'
import { behindLogin, nodes } from './nodes.ts'
import { words } from './words.ts'

export const zookeeper: ProtocolProbes = {
  protocol: 'zookeeper',
  async plaintext(talk) {
    const { kind } = await askWord(talk, 'srvr')
    return { served: true, said: kind === 'refused' ? 'srvr without TLS is refused by the whitelist' : 'srvr without TLS is answered' }
  },
  probes: [words, nodes, behindLogin],
}
