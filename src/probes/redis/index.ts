import { askRedis, word } from '../../wire/redis.ts'
import type { ProtocolProbes } from '../probe.ts'
import { anonymousRights } from './anonymous.ts'
import { authentication } from './authentication.ts'
import { behindLogin, tryLogin } from './behind-login.ts'

export const redis: ProtocolProbes = {
  protocol: 'redis',
  async plaintext(talk) {
    const { kind, text } = await askRedis(talk, 'PING')
    return { served: true, said: kind === 'error' ? `PING without TLS: ${word(text)}` : 'PING without TLS is answered' }
  },
  probes: [authentication, anonymousRights, behindLogin],
  tryLogin,
}
