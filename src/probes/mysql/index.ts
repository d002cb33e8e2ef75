import { mysqlUpgrade } from '../../wire/starttls.ts'
import type { ProtocolProbes } from '../probe.ts'
import { authentication } from './authentication.ts'
import { behindLogin } from './behind-login.ts'
import { tryLogin } from './log-in.ts'
import { plaintext } from './plaintext.ts'

export const mysql: ProtocolProbes = {
  protocol: 'mysql',
  plaintext,
  upgrade: mysqlUpgrade,
  probes: [authentication, behindLogin],
  tryLogin,
}
