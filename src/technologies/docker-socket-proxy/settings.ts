import type { SettingRule } from '../../settings/rules.ts'

/** Sections of the Docker API that lead to control of the host (tecnativa/docker-socket-proxy 0.3): all are closed by default. */
export const rules: readonly SettingRule[] = [
  ['POST', 'everything that is allowed may be changed, not only read', 'takeover'],
  ['EXEC', 'commands may be run inside every container', 'takeover'],
  ['ALLOW_START', 'containers may be started', 'availability'],
  ['ALLOW_STOP', 'containers may be stopped', 'availability'],
  ['SECRETS', 'the names of all secrets may be read', 'data'],
  ['CONFIGS', 'all configs may be read', 'data'],
  ['AUTH', 'registry logins may be made', 'data'],
].map(([key = '', what = '', stake = '']): SettingRule => ({
  key,
  concern: 'over-privileged-default',
  stake: stake === 'takeover' ? 'takeover' : stake === 'data' ? 'data' : 'availability',
  unsafe: (value) => value !== '0' && value !== '',
  message: `the socket proxy lets ${key} through: ${what}`,
  expected: '0',
  fix: `remove ${key}, unless a client needs it`,
  show: true,
  port: 2375,
}))
