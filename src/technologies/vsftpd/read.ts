import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading, StoreReading } from '../../model/technology.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import type { Configuration } from './configuration.ts'
import { lookup, readConfiguration, switchOf } from './configuration.ts'
import { deadKeysOf } from './dead.ts'
import { inClearText, listenerOf } from './listeners.ts'
import { anonymousRules, localRules, rules, tlsRules } from './rules.ts'
import { userObservations } from './users.ts'

/** vsftpd 3.0.3: vsftpd.conf and options of its command line. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const configuration = readConfiguration(input, gaps)
  if (!configuration.isOwn) gaps.push({ why: `the vsftpd.conf of ${input.id} is not here: its settings are not known`, place: input.at })
  const [locals, anonymous] = [switchOf(configuration, 'local_enable', false), switchOf(configuration, 'anonymous_enable', true)]
  if (locals.on === false && anonymous.on === false)
    gaps.push({ why: 'neither local nor anonymous users may log in: vsftpd turns everybody away', place: configuration.home })
  if (switchOf(configuration, 'listen', false).on === true && switchOf(configuration, 'listen_ipv6', false).on === true)
    gaps.push({ why: 'listen and listen_ipv6 are both YES: vsftpd does not start', place: configuration.home })
  const listener = listenerOf(configuration, input, gaps)
  return {
    listeners: [listener],
    observations: configuration.isOwn
      ? [...inClearText(listener, configuration), ...observations(configuration), ...userObservations(configuration, input, gaps)]
      : [],
    deadKeys: deadKeysOf(configuration),
    stores: storesOf(configuration),
    image: { runsAs: 'drops' },
    gaps,
  }
}

function observations(configuration: Configuration): readonly Observation[] {
  const is = (name: string, usual: boolean): boolean => switchOf(configuration, name, usual).on !== false
  const judged = (of: readonly SettingRule[]) => observe(of, (name) => lookup(configuration, name), configuration.home)
  return [
    ...judged(rules),
    ...(is('ssl_enable', false) ? [...judged(tlsRules), ...unchecked(configuration)] : []),
    ...(is('local_enable', false) ? judged(localRules) : []),
    ...(is('anonymous_enable', true) && is('write_enable', false) ? judged(anonymousRules) : []),
  ]
}

/** A certificate is asked for, and any that clients make themselves will do. */
function unchecked(configuration: Configuration): readonly Observation[] {
  const asked = switchOf(configuration, 'require_cert', false)
  if (asked.on !== true || asked.setting === undefined || switchOf(configuration, 'validate_cert', false).on !== false) return []
  return [
    {
      concern: 'client-certificate',
      key: 'validate_cert',
      verdict: 'unsafe',
      basis: 'configured',
      trail: asked.setting.trail,
      message: 'clients have to show a certificate, and nobody checks who signed it',
      actual: 'require_cert=YES without validate_cert=YES',
      expected: 'validate_cert=YES and ca_certs_file',
      fix: 'write validate_cert=YES and name your CA in ca_certs_file',
      stake: 'defence',
    },
  ]
}

/** Homes of users lie elsewhere; what is known is a root that is written. */
function storesOf(configuration: Configuration): readonly StoreReading[] {
  return ['local_root', 'anon_root'].flatMap((name): readonly StoreReading[] => {
    const root = lookup(configuration, name)
    return root === undefined || !root.value.startsWith('/') || /[$~]/.test(root.value)
      ? []
      : [{ path: root.value, holds: 'data', trail: root.trail }]
  })
}
