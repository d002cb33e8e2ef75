import { holds, view } from '../../model/fact.ts'
import type { DeadKey, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { isGiven } from '../../settings/given.ts'
import type { Setting } from '../../model/setting.ts'
import { authentication, encryption, isOn } from './listeners.ts'
import type { Options } from './options.ts'

/** Whether callers have to know the secret of the cluster, and whether what they say is encrypted. */
export function calls(options: Options): readonly Observation[] {
  const [login, path] = [authentication(options), encryption(options)]
  const observation = (key: string, fact: typeof login | typeof path, stake: Stake, texts: readonly [string, string, string]): Observation => {
    const seen = view<string>(fact)
    return {
      concern: key === 'spark.authenticate' ? 'anonymous-access' : 'tls-policy',
      key,
      verdict: holds<string>(fact, 'none') ? 'unsafe' : 'safe',
      trail: seen.trail,
      basis: seen.known && seen.basis === 'default' ? 'default' : 'configured',
      message: texts[0],
      actual: seen.known && seen.basis === 'default' ? `${key} is not set` : `${key} is off`,
      expected: texts[1],
      fix: texts[2],
      stake,
    }
  }
  return [
    observation('spark.authenticate', login, 'data', [
      'Whoever reaches the ports of Spark may send it work and read its data: no secret is asked for.',
      'true, with a secret',
      'set spark.authenticate to true and give all parts spark.authenticate.secret, or let YARN or Kubernetes make one',
    ]),
    observation('spark.network.crypto.enabled', path, 'traffic', [
      'What the parts of Spark send each other, data and secrets, can be read on the way.',
      'true',
      'set spark.network.crypto.enabled to true, with spark.authenticate',
    ]),
  ]
}

/** Settings that mean something only together (SparkConf.validateSettings, SecurityManager and Master, 3.5). */
export function contradictions(options: Options): readonly Observation[] {
  const secured = isOn(options.get('spark.authenticate'))
  const secret = options.get('spark.authenticate.secret')
  const found: Observation[] = []
  const add = (key: string, at: Setting, message: string, actual: string, fix: string, stake: Stake = 'availability'): void => {
    found.push({
      concern: 'contradiction',
      key,
      verdict: 'unsafe',
      trail: at.trail,
      basis: 'configured',
      message,
      actual,
      expected: 'settings that go together',
      fix,
      stake,
    })
  }
  for (const key of ['spark.network.crypto.enabled', 'spark.authenticate.enableSaslEncryption']) {
    const value = options.get(key)
    if (value !== undefined && isOn(value) && !secured)
      add(
        key,
        value,
        `${key} is on without spark.authenticate: Spark does not start, and somebody switches the encryption off`,
        'spark.authenticate is off',
        'set spark.authenticate to true',
      )
  }
  const rest = options.get('spark.master.rest.enabled')
  if (rest !== undefined && isOn(rest) && isGiven(secret))
    add(
      'spark.master.rest.enabled',
      rest,
      'The REST server knows no secret, and a master that has both does not start',
      'REST server and secret',
      'set spark.master.rest.enabled to false',
    )
  const keytab = options.get('spark.kerberos.keytab') ?? options.get('spark.yarn.keytab')
  if (isGiven(keytab) && !isGiven(options.get('spark.kerberos.principal') ?? options.get('spark.yarn.principal')))
    add(
      'spark.kerberos.keytab',
      keytab,
      'A keytab is named without the principal that it is for: nobody logs in',
      'no principal',
      'set spark.kerberos.principal',
    )
  const lists = options.get('spark.acls.enable')
  if (lists !== undefined && isOn(lists) && !isGiven(options.get('spark.ui.filters')))
    add(
      'spark.acls.enable',
      lists,
      'Access lists are on, but spark.ui.filters names no login: callers of the pages have no name, and who has none is let in',
      'no spark.ui.filters',
      'name a filter that logs users in',
      'defence',
    )
  return found
}

/** Lists that nobody looks at. */
export function idle(options: Options): readonly DeadKey[] {
  if (isOn(options.get('spark.acls.enable'))) return []
  return ['spark.admin.acls', 'spark.ui.view.acls', 'spark.modify.acls'].flatMap((key) => {
    const value = options.get(key)
    if (!isGiven(value)) return []
    const why = 'access lists are looked at only where spark.acls.enable is true'
    return [{ key, trail: value.trail, why, fix: 'set spark.acls.enable to true', stake: 'defence' as const }]
  })
}
