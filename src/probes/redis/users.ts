import type { Observation } from '../../model/technology.ts'
import { namesFrom } from '../../protocols/names.ts'

interface User {
  readonly name: string
  readonly on: boolean
  readonly open: boolean
  readonly everything: boolean
}

/** Users as ACL LIST tells them (Redis 6 and later). What stands of their passwords is passed over. */
export function observeUsers(lines: readonly string[]): readonly Observation[] {
  const users = lines.map(userOf).filter(({ on }) => on)
  const wide = users.filter(({ everything }) => everything)
  const open = users.filter(({ open: isOpen }) => isOpen)
  const common = { trail: [], basis: 'observed' } as const
  return [
    {
      ...common,
      concern: 'over-privileged-default',
      key: 'user',
      verdict: wide.length > 0 ? 'unsafe' : 'safe',
      message: 'A user may use commands that administer the server: its client, taken over, reads and rewrites everything',
      actual: wide.length > 0 ? `all commands: ${namesFrom(wide.map(({ name }) => name))}` : 'each user by its commands',
      expected: 'a user for each client with the commands and keys that it needs',
      fix: 'define a user for each client: user api on #HASH ~api:* +@read +@write -@dangerous, and switch the user default off',
      stake: 'defence',
    },
    {
      ...common,
      concern: 'anonymous-access',
      key: 'nopass',
      verdict: open.length > 0 ? 'unsafe' : 'safe',
      message: 'A user takes every password',
      actual: open.length > 0 ? `nopass: ${namesFrom(open.map(({ name }) => name))}` : 'none',
      expected: 'no user with nopass',
      fix: 'give the user a password, or switch it off: ACL SETUSER name off',
      stake: 'data',
    },
  ]
}

/** `user NAME on nopass ~* &* +@all`: rules in the order in which they hold. */
function userOf(line: string): User {
  const [, name = '', ...rules] = line.split(' ')
  let everything = false
  for (const rule of rules) {
    if (rule === '+@all' || rule === 'allcommands' || rule === '+@admin' || rule === '+@dangerous') everything = true
    if (rule === '-@all' || rule === 'nocommands' || rule === '-@admin' || rule === '-@dangerous') everything = false
  }
  return { name, on: rules.includes('on'), open: rules.includes('nopass'), everything }
}
