import { pingClamd } from '../../wire/clamd.ts'
import type { ProtocolProbes } from '../probe.ts'
import { isClamd, scanner } from './clamd.ts'
import { erlang, erlangInClear, isErlang } from './erlang.ts'

/** Protocols that one product alone speaks and the vocabulary has no word for: only a product that is known is asked. */
export const tcp: ProtocolProbes = {
  protocol: 'tcp',
  async plaintext(talk, target, _random, again) {
    if (isErlang(target)) return erlangInClear(talk, again)
    if (!isClamd(target)) return undefined
    await pingClamd(talk)
    return { served: true, said: 'PING without TLS is answered' }
  },
  probes: [scanner, erlang],
}
