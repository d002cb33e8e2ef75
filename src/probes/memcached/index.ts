import { attempt } from '../../wire/fault.ts'
import { askBinary, askVersion } from '../../wire/memcached.ts'
import type { ProtocolProbes } from '../probe.ts'
import { authentication } from './authentication.ts'

export const memcached: ProtocolProbes = {
  protocol: 'memcached',
  async plaintext(talk, _target, _random, again) {
    const text = await attempt(() => askVersion(talk))
    if (text.ok) return { served: true, said: 'version without TLS is answered' }
    // with SASL it hangs up on who speaks the text protocol
    if (text.fault.kind !== 'closed' && text.fault.kind !== 'reset') return { served: false, said: `without TLS: ${text.fault.detail}` }
    const binary = await again('plaintext')
    try {
      await askBinary(binary)
      return { served: true, said: 'the binary protocol without TLS is answered' }
    } finally {
      binary.end()
    }
  },
  probes: [authentication],
}
