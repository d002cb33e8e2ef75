import { startCassandra } from '../../wire/cassandra.ts'
import type { ProtocolProbes } from '../probe.ts'
import { authentication } from './authentication.ts'

export const cassandra: ProtocolProbes = {
  protocol: 'cassandra',
  async plaintext(talk) {
    await startCassandra(talk)
    return { served: true, said: 'STARTUP without TLS is answered' }
  },
  probes: [authentication],
}
