import type { Place } from '../../model/place.ts'
import type { Logins, Observation } from '../../model/technology.ts'
import type { Option } from './directives.ts'

/** What one user may do, after its rules are applied from left to right (redis 7.0, src/acl.c). */
interface Rights {
  readonly name: string
  readonly on: boolean
  /** Dangerous and administrative commands too. */
  readonly everything: boolean
  readonly allKeys: boolean
  readonly at: Place
}

/**
 * Judges what the users may do. Without any, everybody who has the password is the one user that may do all: that is told where a file of
 * the operator's own is in force.
 */
export function observeUsers(users: readonly Option[], home: Place, isOwn: boolean): readonly Observation[] {
  const rights = new Map<string, Rights>()
  for (const user of users) {
    const one = rightsOf(user, home)
    rights.set(one.name, one)
  }
  if (rights.size === 0) {
    if (!isOwn) return []
    return [
      {
        ...common,
        verdict: 'unsafe',
        basis: 'default',
        trail: [home],
        message: 'Whoever has the password may do everything, CONFIG, DEBUG and FLUSHALL too: there is no user for each client',
        actual: 'no user is defined',
        stake: 'hygiene',
      },
    ]
  }
  const wide = [...rights.values()].filter(({ on, everything }) => on && everything)
  const message = 'A user may use commands that administer the server: its client, taken over, reads and rewrites everything'
  if (wide.length === 0)
    return [{ ...common, verdict: 'safe', basis: 'configured', trail: [home], message, actual: 'each user by its commands', stake: 'defence' }]
  return [
    {
      ...common,
      verdict: 'unsafe',
      basis: 'configured',
      trail: wide.map(({ at }) => at),
      message,
      actual: wide.map(({ name, allKeys }) => `${name}: all commands${allKeys ? ', all keys' : ''}`).join('; '),
      stake: 'defence',
    },
  ]
}

const common = {
  concern: 'over-privileged-default',
  key: 'user',
  expected: 'a user for each client with the commands and keys that it needs',
  fix: 'define a user for each client: user api on #HASH ~api:* +@read +@write -@dangerous, and switch the user default off',
} as const

/** All users; the one called default is there, and on, unless a line says otherwise (redis 7.0, ACLInit). */
export function loginsOf(users: readonly Option[], home: Place): Logins {
  const rights = new Map(users.map((user) => rightsOf(user, home)).map((one) => [one.name, one]))
  const named = [...rights.values()].map(({ name, on, at }) => ({ name, on, trail: [at] }))
  return { users: rights.has('default') ? named : [...named, { name: 'default', on: true, trail: [home] }], unnamed: 'default' }
}

function rightsOf({ args }: Option, home: Place): Rights {
  const [name] = args
  let on = false
  let everything = false
  let allKeys = false
  for (const { value } of args.slice(1)) {
    const rule = value.toLowerCase()
    if (rule === 'on') on = true
    else if (rule === 'off') on = false
    else if (rule === 'allcommands' || rule === '+@all' || rule === '+@admin' || rule === '+@dangerous') everything = true
    else if (rule === 'nocommands' || rule === '-@all' || rule === '-@dangerous' || rule === '-@admin') everything = false
    else if (rule === 'allkeys' || rule === '~*') allKeys = true
    else if (rule === 'resetkeys') allKeys = false
    if (rule === 'reset') {
      on = false
      everything = false
      allKeys = false
    }
  }
  return { name: name?.value ?? '', on, everything, allKeys, at: name?.trail[0] ?? home }
}
