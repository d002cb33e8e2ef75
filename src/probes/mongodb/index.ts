import type { ProtocolProbes } from '../probe.ts'
import { authentication } from './authentication.ts'
import { behindLogin } from './behind-login.ts'
import { plaintext } from './hello.ts'

export const mongodb: ProtocolProbes = {
  protocol: 'mongodb',
  plaintext,
  probes: [authentication, behindLogin],
}
