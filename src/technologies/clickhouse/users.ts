import type { Fact } from '../../model/fact.ts'
import { configured, unknown } from '../../model/fact.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, setting } from '../../model/setting.ts'
import type { AccountReading, Observation } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Element } from './tree.ts'
import { elementsAt, textAt } from './tree.ts'

type Login = 'none' | 'password' | 'certificate' | 'delegated' | 'unknown'

/** An account of `users.xml` and what is merged into it. */
export interface User {
  readonly name: string
  readonly at: Place
  readonly login: Login
  readonly password: Setting | undefined
  /** Only callers on the machine itself are let in. */
  readonly isLocal: boolean
  /** It may make accounts and grant rights. */
  readonly manages: Setting | undefined
  /** Where it may come from, in one word that all addresses fit. */
  readonly everywhere: Setting | undefined
}

const hashed = ['password_sha256_hex', 'password_double_sha1_hex', 'password_scram_sha256_hex']

export function usersOf(root: Element | undefined): readonly User[] {
  return elementsAt(root, 'users').flatMap(({ children }) =>
    children.map((user): User => {
      const networks = elementsAt(user, 'networks').flatMap((each) => each.children)
      const [password] = elementsAt(user, 'password')
      const manages = textAt(user, 'access_management')
      return {
        name: user.name,
        at: user.value.trail[0]!,
        login: loginOf(user),
        password: password?.value,
        isLocal: networks.length > 0 && networks.every(({ value }) => /^(?:::1|127\.\d+\.\d+\.\d+(?:\/8)?|localhost)$/.test(value.value)),
        manages: manages !== undefined && asSwitch(manages.value) === true ? manages : undefined,
        everywhere: networks.find(({ name, value }) => name === 'ip' && /^(?:::|0\.0\.0\.0)\/0$/.test(value.value))?.value,
      }
    }),
  )
}

function loginOf(user: Element): Login {
  const has = (...names: readonly string[]): boolean => names.some((name) => elementsAt(user, name).length > 0)
  if (has('no_password')) return 'none'
  if (has(...hashed)) return 'password'
  if (has('ssl_certificates')) return 'certificate'
  if (has('ldap', 'kerberos', 'http_authentication', 'ssh_keys')) return 'delegated'
  const password = textAt(user, 'password')
  // an account without any of them is not taken by ClickHouse
  if (password === undefined || !isResolved(password)) return 'unknown'
  return password.value === '' ? 'none' : 'password'
}

/** How the weakest account that comes over the network logs in; undefined where no account is written. */
export function loginFact(users: readonly User[]): Fact<Authentication> | undefined {
  const remote = users.filter(({ isLocal }) => !isLocal)
  const open = remote.find(({ login }) => login === 'none')
  if (open !== undefined) return configured('none', [open.at], `the account ${open.name} has an empty password`)
  const unclear = remote.find(({ login }) => login === 'unknown')
  if (unclear !== undefined) return unknown('the password of an account is not known here', unclear.at)
  const known = remote.find(({ login }) => login === 'password') ?? remote[0]
  if (known !== undefined) return configured(known.login as Authentication, [known.at])
  return users.length === 0 ? undefined : configured('password', [users[0]!.at], 'every account is let in from the machine itself alone')
}

export function accountsOf(users: readonly User[]): readonly AccountReading[] {
  return users
    .filter(({ login, isLocal }) => login === 'password' || (login === 'none' && !isLocal))
    .flatMap(({ name, at, password, manages }): readonly AccountReading[] =>
      password === undefined
        ? []
        : [{ user: setting(name, at), password, power: manages === undefined ? 'application' : 'administrator', key: 'password', port: 9000 }],
    )
}

/** Rights and origins that an account has beyond need. */
export function userObservations(users: readonly User[]): readonly Observation[] {
  return users.flatMap(({ manages, name, isLocal }): readonly Observation[] =>
    manages === undefined || isLocal
      ? []
      : [
          {
            concern: 'over-privileged-default',
            key: 'access_management',
            verdict: 'unsafe',
            basis: 'configured',
            stake: 'defence',
            trail: manages.trail,
            message: `the account ${name} may make accounts and grant rights`,
            actual: 'access_management: 1',
            expected: '0, or networks of the machine alone',
            fix: 'remove access_management after the accounts are made, or let the account in from 127.0.0.1 alone',
          },
        ],
  )
}
