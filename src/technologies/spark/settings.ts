import type { SettingRule } from '../../settings/rules.ts'
import { isOn } from '../../settings/rules.ts'
import type { SparkRole } from './role.ts'

const rules: readonly SettingRule[] = [
  {
    key: 'spark.io.encryption.enabled',
    concern: 'encryption-at-rest',
    stake: 'hygiene',
    safe: (value) => isOn(value),
    message: 'Spark writes intermediate data unencrypted to its disk.',
    expected: 'true',
    fix: 'set spark.io.encryption.enabled to true',
  },
  {
    key: 'spark.acls.enable',
    concern: 'over-privileged-default',
    stake: 'hygiene',
    safe: (value) => isOn(value),
    message: 'Everybody may see and change the jobs of everybody.',
    expected: 'true',
    fix: 'set spark.acls.enable to true and name spark.admin.acls',
  },
  {
    key: 'spark.ui.allowFramingFrom',
    concern: 'security-headers',
    stake: 'hygiene',
    unsafe: (value) => value !== '',
    message: 'The pages of Spark may be shown inside foreign pages.',
    expected: 'not set',
    fix: 'remove spark.ui.allowFramingFrom',
  },
]

const master: readonly SettingRule[] = [
  {
    key: 'spark.master.rest.enabled',
    concern: 'remote-management',
    stake: 'takeover',
    unsafe: (value) => isOn(value),
    port: 6066,
    message: 'The REST server of the Spark master runs any program for whoever reaches it; it has no login.',
    expected: 'false',
    fix: 'set spark.master.rest.enabled to false',
  },
]

/** Spark 3.5, security.md. */
export function sparkSettings(role: SparkRole): readonly SettingRule[] {
  return role === 'master' ? [...rules, ...master] : rules
}
