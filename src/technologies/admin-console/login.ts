import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved, setting } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import type { Console, Login } from './data/consoles.ts'

/** What the page asks of its visitor. */
export function authenticationOf(input: ComponentInput, version: string | undefined, { login, clients = [] }: Console): Fact<Authentication> {
  const mode = login.mode === undefined ? undefined : variable(input, login.mode.key)
  if (mode !== undefined && login.mode !== undefined) {
    if (!isResolved(mode)) return unknown(`${login.mode.key} has no value here`, mode.trail[0])
    const off = login.mode.off.includes(mode.value.trim().toLowerCase())
    return configured(off ? 'none' : 'password', mode.trail)
  }
  // a page that logs in to the database by itself asks its visitor for nothing
  const own =
    login.byDefault === 'delegated'
      ? clients.find(
          (client) =>
            client.user !== undefined &&
            input.env.has(client.user) &&
            client.password !== undefined &&
            secretVariable(input, client.password) !== undefined,
        )
      : undefined
  const ownUser = own?.user === undefined ? undefined : variable(input, own.user)
  if (ownUser !== undefined) return configured('none', ownUser.trail, 'the page logs in to the database for everybody')
  const other = login.others?.map((key) => variable(input, key)).find((value) => value !== undefined && value.value !== '')
  if (other !== undefined) return configured('password', other.trail)
  const password = login.password === undefined ? undefined : secretVariable(input, login.password)
  if (password !== undefined && password.value.value !== '') return configured('password', password.value.trail)
  if (isBeforeLogin(login, version)) return byDefault('none', 'mongo-express before 1.0 has no login unless one is set', [input.at])
  return byDefault(login.byDefault, login.why, [input.at])
}

/** The account that the variables make, or the published one that holds without them. */
export function accountsOf(input: ComponentInput, version: string | undefined, { login, ports }: Console): readonly AccountReading[] {
  if (login.password === undefined || isOff(input, login)) return []
  const port = ports[0]?.port
  const place = port === undefined ? {} : { port }
  const user = login.user === undefined ? undefined : variable(input, login.user)
  const password = secretVariable(input, login.password)
  if (password !== undefined)
    return [{ password: password.value, ...(user === undefined ? {} : { user }), power: 'administrator', key: password.key, ...place }]
  if (login.published === undefined || isBeforeLogin(login, version)) return []
  return [
    {
      user: user ?? setting(login.published.user, input.at),
      password: setting(login.published.password, input.at),
      power: 'administrator',
      key: login.password,
      ...place,
    },
  ]
}

function isOff(input: ComponentInput, login: Login): boolean {
  const mode = login.mode === undefined ? undefined : variable(input, login.mode.key)
  return mode !== undefined && login.mode?.off.includes(mode.value.trim().toLowerCase()) === true
}

/** The published login came with mongo-express 1.0. */
function isBeforeLogin(login: Login, version: string | undefined): boolean {
  return login.published?.password === 'pass' && login.user === 'ME_CONFIG_BASICAUTH_USERNAME' && version !== undefined && !isAtLeast(version, '1.0')
}
