import type { DeadKey } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import type { Configuration } from './configuration.ts'
import { lookup, switchOf } from './configuration.ts'
import { kindOf, switchValue } from './options.ts'

interface Rule {
  readonly keys: readonly string[]
  /** Only a value of YES promises something. */
  readonly yes?: boolean
  readonly isDead: (is: (name: string, usual: boolean) => boolean | undefined) => boolean
  readonly why: string
  readonly fix: string
  readonly stake: Stake
}

/** Keys that others switch off (vsftpd.conf(5), 3.0.3). */
const rules: readonly Rule[] = [
  {
    keys: [
      'force_local_logins_ssl',
      'force_local_data_ssl',
      'force_anon_logins_ssl',
      'force_anon_data_ssl',
      'implicit_ssl',
      'require_cert',
      'validate_cert',
    ],
    yes: true,
    isDead: (is) => is('ssl_enable', false) === false,
    why: 'ssl_enable is not YES, so that nothing is encrypted and clients are asked for no TLS',
    fix: 'write ssl_enable=YES',
    stake: 'traffic',
  },
  {
    keys: ['userlist_file', 'userlist_deny'],
    isDead: (is) => is('userlist_enable', false) === false,
    why: 'userlist_enable is not YES, so that no list of users is read and nobody is kept out by it',
    fix: 'write userlist_enable=YES',
    stake: 'defence',
  },
  {
    keys: ['chroot_list_file'],
    isDead: (is) => is('chroot_list_enable', false) === false,
    why: 'chroot_list_enable is not YES, so that the list is not read',
    fix: 'write chroot_list_enable=YES, or remove the key',
    stake: 'hygiene',
  },
  {
    keys: ['listen_address'],
    isDead: (is) => is('listen_ipv6', false) === true,
    why: 'listen_ipv6=YES listens on listen_address6 alone, and where that is absent on all addresses, those of IPv4 as well',
    fix: 'write listen=YES and listen_ipv6=NO, or give the address in listen_address6',
    stake: 'defence',
  },
  {
    keys: ['log_ftp_protocol'],
    yes: true,
    isDead: (is) => is('xferlog_std_format', false) === true && is('dual_log_enable', false) === false,
    why: 'the format of xferlog_std_format has no place for commands: log-ins and refusals are not recorded',
    fix: 'remove xferlog_std_format=YES',
    stake: 'hygiene',
  },
  {
    keys: ['validate_cert'],
    yes: true,
    isDead: (is) => is('ssl_enable', false) === true && is('require_cert', false) === false,
    why: 'require_cert is not YES: a client that shows no certificate is let in without being checked',
    fix: 'write require_cert=YES',
    stake: 'defence',
  },
]

export function deadKeysOf(configuration: Configuration): readonly DeadKey[] {
  const is = (name: string, usual: boolean) => switchOf(configuration, name, usual).on
  const found = rules.flatMap((rule) =>
    rule.keys.flatMap((key) => {
      const setting = lookup(configuration, key)
      if (setting === undefined || !rule.isDead(is) || (rule.yes === true && switchValue(setting.value) !== true)) return []
      return [{ key, trail: setting.trail, why: rule.why, fix: rule.fix, stake: rule.stake }]
    }),
  )
  return [...found, ...replaced(configuration)]
}

/** A switch that is written twice with different values: the last one counts, and the first is what people read. */
function replaced({ options }: Configuration): readonly DeadKey[] {
  return options.flatMap(({ name, setting }, index) => {
    if (kindOf(name) !== 'switch') return []
    const last = options.findLast((other) => other.name === name)
    if (last === undefined || options.indexOf(last) === index || switchValue(last.setting.value) === switchValue(setting.value)) return []
    const why = `${name} is written again further on, and the last line counts`
    return [{ key: name, trail: [...setting.trail, ...last.setting.trail], why, fix: `leave one line of ${name}`, stake: 'hygiene' as const }]
  })
}
