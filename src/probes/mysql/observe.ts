import type { Observation } from '../../model/technology.ts'
import type { MysqlGreeting } from '../../wire/mysql/greeting.ts'
import type { MysqlOutcome } from '../../wire/mysql/login.ts'

/** What the greeting and the ways to log in say of settings. Keys are those of the files. */
export function observeLogins(greeting: MysqlGreeting, outcomes: readonly MysqlOutcome[], over: 'plaintext' | 'tls'): readonly Observation[] {
  const wanted = outcomes.flatMap((outcome) => (outcome.kind === 'wants' ? [outcome.plugin] : []))
  const common = { trail: [], basis: 'observed', concern: 'password-policy' } as const
  const found: Observation[] = []
  const clear = wanted.find((plugin) => plugin === 'mysql_clear_password' || plugin === 'dialog')
  if (clear !== undefined && over === 'plaintext')
    found.push({
      ...common,
      key: 'authentication plugin',
      verdict: 'unsafe',
      message: 'The server asks for the password itself on a connection without TLS: whoever is on the path has it',
      actual: `${clear}, without TLS`,
      expected: 'a way that does not send the password, or TLS for everybody',
      fix: 'set require_secure_transport=ON, or give the accounts ed25519 or caching_sha2_password',
      stake: 'data',
    })
  if (wanted.includes('mysql_old_password'))
    found.push({
      ...common,
      key: 'old_passwords',
      verdict: 'unsafe',
      message: 'The server asks for passwords in the form of MySQL before 4.1, which is broken',
      actual: 'mysql_old_password',
      expected: 'not set',
      fix: 'remove old_passwords, and set the passwords again',
      stake: 'defence',
    })
  // MySQL greets with default_authentication_plugin (8.0) or authentication_policy (8.4); MariaDB always with mysql_native_password
  if (greeting.family === 'mysql')
    found.push({
      ...common,
      key: 'default_authentication_plugin',
      verdict: greeting.plugin === 'mysql_native_password' ? 'unsafe' : 'safe',
      message: 'New accounts get the old form of passwords: SHA-1 twice, without salt',
      actual: greeting.plugin === 'mysql_native_password' ? greeting.plugin : 'another one',
      expected: 'caching_sha2_password',
      fix: 'set default_authentication_plugin=caching_sha2_password',
      stake: 'defence',
    })
  return found
}
