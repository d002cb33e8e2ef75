import { postgresUpgrade } from '../../wire/starttls.ts'
import type { ProtocolProbes } from '../probe.ts'
import { authentication } from './authentication.ts'
import { behindLogin, tryLogin } from './behind-login.ts'
import { plaintext } from './plaintext.ts'

export const postgres: ProtocolProbes = {
  protocol: 'postgres',
  plaintext,
  upgrade: postgresUpgrade,
  probes: [authentication, behindLogin],
  tryLogin,
}
