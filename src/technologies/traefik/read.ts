import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, setting } from '../../model/setting.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { observe } from '../../settings/rules.ts'
import type { Options } from './options.ts'
import { optionsOf } from './options.ts'
import { entryPointRules, rules } from './settings.ts'

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  if (version !== undefined && version.startsWith('1')) return { gaps: [{ why: `${input.id}: settings of Traefik 1 are not read`, place: input.at }] }
  const options = optionsOf(input, gaps)
  const points = entryPoints(input, options)
  return {
    listeners: [...points.map(([name, address]) => listener(input, options, name, address)), ...dashboard(input, options, points)],
    observations: observations(input, options, points),
    stores: [...options]
      .filter(([key]) => /^certificatesresolvers\..*\.acme\.storage$/.test(key))
      .map(([, value]) => ({ path: value.value, holds: 'keys', trail: value.trail })),
    image: { runsAs: 'root', healthcheck: false },
    gaps,
  }
}

/** Names and addresses; Traefik 2 and 3 listen on :80 as `http` when none is given. */
function entryPoints(input: ComponentInput, options: Options): readonly (readonly [string, Setting])[] {
  const found = [...options].flatMap(([key, value]): (readonly [string, Setting])[] => {
    const name = /^entrypoints\.([^.]+)\.address$/.exec(key)?.[1]
    return name === undefined || value.value.endsWith('/udp') ? [] : [[name, value]]
  })
  return found.length === 0 ? [['http', setting(':80', input.at)]] : found
}

function listener(input: ComponentInput, options: Options, name: string, address: Setting): ListenerReading {
  const { host, port } = splitHostPort(address.value.replace(/\/tcp$/, ''))
  const to = options.get(`entrypoints.${name}.http.redirections.entrypoint.to`)
  const scheme = options.get(`entrypoints.${name}.http.redirections.entrypoint.scheme`)
  const redirects = to !== undefined && scheme?.value !== 'http'
  return {
    port: port ?? 0,
    protocol: 'http',
    purpose: 'application',
    tls: redirects ? configured('none', to.trail, 'it only sends clients on to https') : encryption(options, name, address),
    authentication: byDefault('delegated', 'Traefik passes requests on, and the program behind it decides who may', [input.at]),
    ...(isLoopback(host) ? { bind: configured('loopback' as const, address.trail) } : {}),
    trail: address.trail,
    ...(redirects ? { redirects } : {}),
  }
}

/** TLS is a matter of the entry point, or else of each router, which other components' labels hold. */
function encryption(options: Options, name: string, address: Setting): Fact<Encryption> {
  const own = [...options].find(
    ([key, value]) => (key === `entrypoints.${name}.http.tls` || key.startsWith(`entrypoints.${name}.http.tls.`)) && value.value !== 'false',
  )
  if (own !== undefined) return configured('required', own[1].trail)
  if (!isResolved(address)) return unknown('the address has no value here', address.trail[0])
  return unknown(`each router decides whether entry point ${name} speaks TLS`, address.trail[0])
}

function dashboard(input: ComponentInput, options: Options, points: readonly (readonly [string, Setting])[]): readonly ListenerReading[] {
  const insecure = options.get('api.insecure')
  if (insecure === undefined || insecure.value.toLowerCase() !== 'true' || points.some(([name]) => name === 'traefik')) return []
  const why = 'api.insecure opens the entry point traefik on 8080'
  return [
    {
      port: 8080,
      protocol: 'http',
      purpose: 'admin',
      tls: byDefault('none', why, [input.at]),
      authentication: configured('none', insecure.trail, why),
      trail: insecure.trail,
    },
  ]
}

function observations(input: ComponentInput, options: Options, points: readonly (readonly [string, Setting])[]): readonly Observation[] {
  const docker = [...options.keys()].some((key) => key === 'providers.docker' || key.startsWith('providers.docker.'))
  const exposed = options.get('providers.docker.exposedbydefault')
  const everything =
    docker && exposed === undefined
      ? [
          {
            ...rules.find(({ key }) => key === 'providers.docker.exposedbydefault')!,
            absent: { verdict: 'unsafe' as const, why: 'Traefik 2 and 3 expose every container by default' },
          },
        ]
      : []
  return [
    ...observe(rules, (key) => options.get(key), input.at),
    ...observe(everything, () => undefined, input.at),
    ...points.flatMap(([name]) => observe(entryPointRules, (key) => options.get(`entrypoints.${name}.${key}`), input.at)),
  ]
}
