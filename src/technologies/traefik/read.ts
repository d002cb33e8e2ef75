import { itemsOf } from '../../formats/node.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, holds, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, setting } from '../../model/setting.ts'
import type { ConnectionReading, ImageKnowledge, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { merged } from '../../settings/merged.ts'
import { observe } from '../../settings/rules.ts'
import { nodeSetting } from '../../settings/trees.ts'
import { connectionsOf } from './backends.ts'
import type { Dynamic } from './dynamic.ts'
import { dynamicOf, within } from './dynamic.ts'
import type { Options } from './options.ts'
import { listIn, optionsOf } from './options.ts'
import { openInside, partObservations, transportSecurity } from './remarks.ts'
import type { Router } from './routers.ts'
import { encryptionBy, routersAt, routersOf } from './routers.ts'
import { entryPointRules, rules, trustRules } from './settings.ts'

interface Point {
  readonly name: string
  readonly address: Setting
}

interface Configuration {
  readonly input: ComponentInput
  readonly options: Options
  readonly dynamic: Dynamic
  readonly routers: readonly Router[]
}

/** Static and dynamic configuration; of providers, files alone are read: what labels of other components add is not known here. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  if (version !== undefined && version.startsWith('1')) return { gaps: [{ why: `${input.id}: settings of Traefik 1 are not read`, place: input.at }] }
  const options = optionsOf(input, gaps)
  const dynamic = dynamicOf(input, options, gaps)
  const all: Configuration = { input, options, dynamic, routers: routersOf(dynamic, options) }
  const points = entryPoints(all)
  const connections = connectionsOf(dynamic, options)
  return {
    listeners: [...points.map((point) => listener(all, point)), ...dashboard(all, points)],
    connections,
    observations: merged(observations(all, points, connections)),
    stores: [...options]
      .filter(([key]) => /^certificatesresolvers\..*\.acme\.storage$/.test(key))
      .map(([, value]) => ({ path: value.value, holds: 'keys', trail: value.trail })),
    image: { runsAs: 'root', healthcheck: false, ...engineOf(options, gaps) },
    gaps,
  }
}

/** It reads labels of containers; in a swarm it asks a manager for services and tasks instead. */
function engineOf(options: Options, gaps: readonly Gap[]): Pick<ImageKnowledge, 'asksEngine'> {
  const keys = [...options.keys()]
  const isSwarm = keys.some((key) => key.startsWith('providers.swarm') || key === 'providers.docker.swarmmode')
  if (options.size === 0 || gaps.length > 0 || isSwarm) return {}
  return { asksEngine: keys.some((key) => key === 'providers.docker' || key.startsWith('providers.docker.')) ? ['containers'] : [] }
}

/** Traefik 2 and 3 listen on :80 as `http` when none is given. A dynamic file alone does not tell where. */
function entryPoints({ input, options, routers }: Configuration): readonly Point[] {
  const found = [...options].flatMap(([key, address]): readonly Point[] => {
    const name = /^entrypoints\.([^.]+)\.address$/.exec(key)?.[1]
    return name === undefined || address.value.endsWith('/udp') ? [] : [{ name, address }]
  })
  if (found.length > 0 || (options.size === 0 && routers.length > 0)) return found
  return [{ name: 'http', address: setting(':80', input.at) }]
}

function listener(all: Configuration, { name, address }: Point): ListenerReading {
  const { input, options } = all
  const { host, port } = splitHostPort(address.value.replace(/\/tcp$/, ''))
  const to = options.get(`entrypoints.${name}.http.redirections.entrypoint.to`)
  const scheme = options.get(`entrypoints.${name}.http.redirections.entrypoint.scheme`)
  const routed = isOwn(options) ? encryptionBy(routersAt(all.routers, name)) : undefined
  const own = ownEncryption(options, name, address)
  const sendsOn = to !== undefined && scheme?.value !== 'http'
  const redirects = sendsOn || (own === undefined && routed?.redirects === true)
  const tls = sendsOn ? configured('none' as const, to.trail, 'it only sends clients on to https') : (own ?? routed?.tls ?? undecided(name, address))
  return {
    port: port ?? 0,
    protocol: 'http',
    purpose: 'application',
    tls,
    authentication: byDefault('delegated', 'Traefik passes requests on, and the program behind it decides who may', [input.at]),
    ...(isLoopback(host) ? { bind: configured('loopback' as const, address.trail) } : {}),
    trail: address.trail,
    ...(redirects ? { redirects } : {}),
    ...(holds(tls, 'required') ? certificateOf(all) : {}),
  }
}

/** Without other providers, the routers of files are all that there are. */
function isOwn(options: Options): boolean {
  return [...options.keys()].every((key) => !key.startsWith('providers.') || /^providers\.(?:file|providersthrottleduration)\b/.test(key))
}

/** TLS as the entry point itself has it; else it is a matter of each router. */
function ownEncryption(options: Options, name: string, address: Setting): Fact<Encryption> | undefined {
  const own = [...options].find(
    ([key, value]) => (key === `entrypoints.${name}.http.tls` || key.startsWith(`entrypoints.${name}.http.tls.`)) && value.value !== 'false',
  )
  if (own !== undefined) return configured('required', own[1].trail)
  return isResolved(address) ? undefined : unknown('the address has no value here', address.trail[0])
}

function undecided(name: string, address: Setting): Fact<Encryption> {
  return unknown(`each router decides whether entry point ${name} speaks TLS`, address.trail[0])
}

/** The certificate for those who ask for no name, else the only one that there is. */
function certificateOf({ input, dynamic }: Configuration): Pick<ListenerReading, 'certificate' | 'key'> {
  const pairs = [
    ...dynamic('tls', 'stores').map((store) => ({ document: store.document, node: within(store.node, 'defaultCertificate') })),
    ...dynamic('tls').flatMap(({ name, node, document }) =>
      name.toLowerCase() === 'certificates' ? itemsOf(node).map((each) => ({ document, node: each })) : [],
    ),
  ].filter(({ node }) => node !== undefined)
  const files = pairs.map(({ document, node }) => ({
    certificate: nodeSetting(document, within(node, 'certFile')),
    key: nodeSetting(document, within(node, 'keyFile')),
  }))
  // who may read them is known then
  for (const { key } of files) if (key !== undefined) input.open(key.value)
  const first = files[0]
  if (first?.certificate === undefined || first.key === undefined) return {}
  return { certificate: first.certificate, key: first.key }
}

function dashboard({ input, options }: Configuration, points: readonly Point[]): readonly ListenerReading[] {
  const insecure = options.get('api.insecure')
  if (insecure === undefined || insecure.value.toLowerCase() !== 'true' || points.some(({ name }) => name === 'traefik')) return []
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

function observations(all: Configuration, points: readonly Point[], connections: readonly ConnectionReading[]): readonly Observation[] {
  const { input, options, dynamic, routers } = all
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
  // where a connection tells of the same switch, that is judged
  const told = new Set(
    connections.flatMap(({ verification }) => verification.claims.flatMap(({ trail }) => trail)).map(({ file, line }) => `${file}:${line}`),
  )
  const own = observe(rules, (key) => options.get(key), input.at).filter(
    ({ concern, trail }) => concern !== 'tls-verification' || !trail[0] || !told.has(`${trail[0].file}:${trail[0].line}`),
  )
  const sent = (router: Router): boolean =>
    points.some(({ name }) => router.entryPoints.includes(name) && options.has(`entrypoints.${name}.http.redirections.entrypoint.to`))
  return [
    ...own,
    ...observe(everything, () => undefined, input.at),
    ...points.flatMap(({ name }) => [
      ...observe(entryPointRules, (key) => options.get(`entrypoints.${name}.${key}`), input.at),
      ...trustRules
        .flatMap((rule) => listIn(options, `entrypoints.${name}.${rule.key}`).flatMap((value) => observe([rule], () => value, input.at)))
        .filter(({ verdict }) => verdict === 'unsafe'),
    ]),
    ...partObservations(dynamic),
    ...openInside(routers),
    ...transportSecurity(routers, sent),
  ]
}
