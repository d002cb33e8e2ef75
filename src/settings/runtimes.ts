import type { ComponentInput } from '../model/input.ts'
import type { ConnectionReading, Observation } from '../model/technology.ts'
import { configured } from '../model/fact.ts'
import { verificationSwitches } from '../protocols/verification-switches.ts'
import type { SettingRule } from './rules.ts'
import { observe } from './rules.ts'

/** Variables that a language's runtime reads itself, whatever program it runs. */
export const runtimeRules: readonly SettingRule[] = [
  {
    key: 'NODE_TLS_REJECT_UNAUTHORIZED',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: (value) => value.trim() === '0',
    message: 'Node checks no certificate of any server that it calls.',
    expected: '1',
    fix: 'remove NODE_TLS_REJECT_UNAUTHORIZED, and name your CA in NODE_EXTRA_CA_CERTS',
  },
  {
    key: 'PYTHONHTTPSVERIFY',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: (value) => value.trim() === '0',
    message: 'Python checks no certificate of servers that it calls.',
    expected: '1',
    fix: 'remove PYTHONHTTPSVERIFY, and name your CA in SSL_CERT_FILE',
  },
]

/** What the runtime of a component is told that no product knows of. */
export function runtimeSettings(input: ComponentInput): readonly Observation[] {
  return observe(runtimeRules, (key) => input.env.get(key), input.at)
}

/** Node takes its variable as the default of every TLS connection that a program opens (Node 20, tls.connect: `rejectUnauthorized`). */
export function blinded(reading: ConnectionReading, input: ComponentInput): ConnectionReading {
  const off = verificationSwitches(input).find(({ key, verifies }) => key === 'NODE_TLS_REJECT_UNAUTHORIZED' && !verifies)
  if (off === undefined) return reading
  return { ...reading, verification: configured('none', [...off.setting.trail, ...reading.trail], `${off.key} turns certificate verification off`) }
}
