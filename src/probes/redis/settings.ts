import type { Observation } from '../../model/technology.ts'
import type { SettingInForce } from '../in-force.ts'
import { settingsInForce } from '../in-force.ts'

/** Settings of a running server (redis.conf of 7.0 and 7.2). Keys and concerns are those of the files, so that an answer settles them. */
const rules: readonly SettingInForce[] = [
  {
    key: 'tls-protocols',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /TLSv1(?:\.1)?(?=$|\s)/i.test(value),
    message: 'Redis accepts TLS versions that are broken',
    expected: 'TLSv1.2 TLSv1.3',
    fix: 'write tls-protocols "TLSv1.2 TLSv1.3"',
  },
  {
    key: 'tls-auth-clients',
    concern: 'client-certificate',
    stake: 'hygiene',
    unsafe: (value) => /^(?:no|optional)$/i.test(value),
    message: 'The TLS port takes clients without a certificate',
    expected: 'yes',
    fix: 'write tls-auth-clients yes and give each client a certificate',
  },
  ...(['enable-debug-command', 'enable-module-command'] as const).map((key): SettingInForce => ({
    key,
    concern: 'over-privileged-default',
    stake: 'takeover',
    unsafe: (value) => /^yes$/i.test(value),
    message: `Clients may ${key === 'enable-debug-command' ? 'use DEBUG' : 'load modules'}, which runs code in the server`,
    expected: 'no',
    fix: `write ${key} no`,
  })),
  {
    key: 'protected-mode',
    concern: 'contradiction',
    stake: 'hygiene',
    unsafe: (value) => /^no$/i.test(value),
    message: 'Protected mode is off: a password that is forgotten opens the server to everybody',
    expected: 'yes',
    fix: 'write protected-mode yes; with a password it hinders nobody',
  },
  {
    key: 'unixsocketperm',
    concern: 'file-access',
    stake: 'data',
    unsafe: (value) => (Number.parseInt(value, 8) & 0o002) !== 0,
    message: 'Everybody on the machine may connect to the socket',
    expected: '700 or 770',
    fix: 'write unixsocketperm 770',
  },
  {
    key: 'loglevel',
    concern: 'data-in-logs',
    stake: 'hygiene',
    unsafe: (value) => /^debug$/i.test(value),
    message: 'The log of a server in debug mode holds keys and clients',
    expected: 'notice',
    fix: 'write loglevel notice',
  },
]

/** What the settings in force say. `hasTls`: settings of TLS count only where there is some. */
export function observeSettings(settings: ReadonlyMap<string, string>, hasTls: boolean): readonly Observation[] {
  const inForce = rules.filter(({ key }) => !key.startsWith('tls-') || (hasTls && settings.get(key) !== ''))
  return settingsInForce(inForce, settings)
}
