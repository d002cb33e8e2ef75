import type { Fact, Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { AccountReading, ConnectionReading, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { connectionsTo } from '../../settings/client.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { Lookup, SettingRule } from '../../settings/rules.ts'
import { isOn, observe } from '../../settings/rules.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

export const home = '/srv/flower'

const rules: readonly SettingRule[] = [
  {
    key: 'FLOWER_UNAUTHENTICATED_API',
    concern: 'open-api',
    stake: 'takeover',
    unsafe: (value) => isOn(value),
    message: 'The API of Flower lets everybody start and stop tasks.',
    expected: 'not set',
    fix: 'remove FLOWER_UNAUTHENTICATED_API and set FLOWER_BASIC_AUTH',
  },
]

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const options = optionsOf(input, gaps)
  const certificate = options('certfile')
  const from = options('port')
  const address = options('address')
  const port = portIn(from) ?? 5555
  const tls = certificate !== undefined && certificate.value !== '' ? configured('required' as const, certificate.trail) : plainByDefault('Flower')
  const listener = webListener({
    port,
    purpose: 'admin',
    tls,
    authentication: authentication(input, options),
    ...(address === undefined ? {} : { from: address }),
  })
  const broker = flag(commandLine(input), ['-b', '--broker'])
  return {
    listeners: [{ ...listener, ...(certificate === undefined ? {} : { certificate }) }],
    accounts: accounts(options, port),
    connections: [...(broker?.value === undefined ? [] : connectionsTo(broker.value, { key: broker.name })), ...management(options)],
    observations: observe(
      rules,
      (key) => input.env.get(key) ?? (key === 'FLOWER_UNAUTHENTICATED_API' ? options('unauthenticated_api') : undefined),
      input.at,
    ),
    stores: options('persistent') === undefined ? [] : [{ path: '/data', holds: 'data', disposable: true }],
    image: matchesImage(input.image, ['mher/flower']) ? { runsAs: 'user', healthcheck: false } : {},
    gaps,
  }
}

/** The management API of RabbitMQ. */
function management(options: Lookup): readonly ConnectionReading[] {
  const address = options('broker_api')
  return address === undefined ? [] : connectionsTo(address, { key: 'broker_api' })
}

/** Options by their names with underscores: the command line, then `FLOWER_…` (Flower 1.0 and later), then flowerconfig.py. */
function optionsOf(input: ComponentInput, gaps: Gap[]): Lookup {
  const words = commandLine(input)
  const named = flag(words, ['--conf'])?.value?.value
  const path = named === undefined || !named.startsWith('/') ? `${home}/${named ?? 'flowerconfig.py'}` : named
  const file = pythonSettings(input, path, gaps)
  return (name) => {
    const found = flag(words, [`--${name}`, `--${name.replaceAll('_', '-')}`])
    return found === undefined ? (input.env.get(`FLOWER_${name.toUpperCase()}`) ?? file?.text(name)) : (found.value ?? found.at)
  }
}

function authentication(input: ComponentInput, options: Lookup): Fact<Authentication> {
  const basic = options('basic_auth')
  if (basic !== undefined && basic.value !== '') return configured('password', basic.trail)
  const oauth = options('auth')
  if (oauth !== undefined && oauth.value !== '') return configured('delegated', oauth.trail)
  return openByDefault('Flower asks for no login unless basic_auth or auth is set (all versions)', { value: '', trail: [input.at], unresolved: [] })
}

/** `user1:password1,user2:password2` */
function accounts(options: Lookup, port: number): readonly AccountReading[] {
  const basic = options('basic_auth')
  if (basic === undefined) return []
  return basic.value.split(',').flatMap((pair) => {
    const colon = pair.indexOf(':')
    return colon === -1 ? [] : [account(basic, pair.slice(0, colon).trim(), pair.slice(colon + 1).trim(), port)]
  })
}

function account(from: Setting, user: string, password: string, port: number): AccountReading {
  return { user: withText(from, user), password: withText(from, password), power: 'administrator', key: 'FLOWER_BASIC_AUTH', port }
}
