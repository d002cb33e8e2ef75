import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Reading } from '../../model/technology.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { matchesImage } from '../../protocols/image.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { portIn } from '../../settings/web-listener.ts'
import type { Client, Console, ConsolePort } from './data/consoles.ts'
import { accountsOf, authenticationOf } from './login.ts'

export function readConsole(input: ComponentInput, version: string | undefined, page: Console): Reading {
  const login = authenticationOf(input, version, page)
  return {
    title: page.title,
    ...(page.role === undefined ? {} : { role: page.role }),
    listeners: page.ports.map((port) => listener(input, version, page, port, login)),
    connections: (page.clients ?? []).flatMap((client) => connections(input, client)),
    accounts: accountsOf(input, version, page),
    ...(page.engine === undefined ? {} : { image: { asksEngine: page.engine.asks } }),
    ...(page.store === undefined ? {} : { stores: [{ path: page.store, holds: 'data' }] }),
  }
}

function listener(
  input: ComponentInput,
  version: string | undefined,
  page: Console,
  { port, formerly, key, protocol = 'http', purpose, open, tls }: ConsolePort,
  login: ListenerReading['authentication'],
): ListenerReading {
  const written = key === undefined ? undefined : variable(input, key)
  const number = portIn(written) ?? (formerly !== undefined && publishes(input, formerly) ? formerly : older(input, version, port))
  const secure = input.env.get('PGADMIN_ENABLE_TLS')
  const isTls = tls === true || (secure !== undefined && asSwitch(secure.value) !== false && matchesImage(input.image, ['dpage/pgadmin4']))
  return {
    port: isTls && tls !== true && written === undefined ? 443 : number,
    protocol,
    purpose: purpose ?? 'admin',
    tls: isTls
      ? secure === undefined
        ? byDefault('required', `${page.title} offers TLS on ${port}`, [input.at])
        : configured('required', secure.trail)
      : byDefault('none', `${page.title} speaks clear text`, [input.at]),
    authentication: open === true ? byDefault('none', `${page.title} takes everything on ${port} without a login`, [input.at]) : login,
    ...(written === undefined ? {} : { trail: written.trail }),
  }
}

function publishes(input: ComponentInput, port: number): boolean {
  return input.ports.some(({ target }) => target.from <= port && port <= target.to)
}

/** Redis Insight listened on 8001 before 2.0. The name redislabs is that of version 1. */
function older(input: ComponentInput, version: string | undefined, port: number): number {
  if (!matchesImage(input.image, ['redislabs/redisinsight', 'redis/redisinsight'])) return port
  if (version === undefined) return matchesImage(input.image, ['redislabs/redisinsight']) ? 8001 : port
  return isAtLeast(version, '2') ? port : 8001
}

/** Host names as the pages take them: `db`, `db:5432`, several apart by commas, or a URL of the protocol. */
function connections(input: ComponentInput, client: Client): readonly ConnectionReading[] {
  const address = variable(input, client.key)
  if (address === undefined || address.value === '') return []
  const usual = portIn(client.portKey === undefined ? undefined : variable(input, client.portKey)) ?? client.port
  const user = client.user === undefined ? undefined : variable(input, client.user)
  const password = client.password === undefined ? undefined : secretVariable(input, client.password)?.value
  const hosts = isResolved(address)
    ? address.value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : [address.value]
  return hosts.map((text) => {
    const { host, port = usual } = splitHostPort(text.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, ''))
    return {
      protocol: client.protocol,
      host,
      ...(port === undefined ? {} : { port }),
      encryption: byDefault('none', 'the page connects in clear text unless it is told otherwise', address.trail),
      verification: byDefault('none', 'nothing is checked without TLS', address.trail),
      authentication:
        password === undefined || password.value === ''
          ? byDefault('none', 'no password is set', address.trail)
          : configured('password', password.trail),
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      key: client.key,
      trail: address.trail,
    }
  })
}
