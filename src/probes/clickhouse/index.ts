import { helloClickhouse } from '../../wire/clickhouse.ts'
import type { ProtocolProbes } from '../probe.ts'
import { authentication } from './authentication.ts'

export const clickhouse: ProtocolProbes = {
  protocol: 'clickhouse',
  async plaintext(talk, _target, random) {
    await helloClickhouse(talk, `ringwall-${random(6)}`, '', 'a made-up account without a password')
    return { served: true, said: 'Hello without TLS is answered' }
  },
  probes: [authentication],
}
