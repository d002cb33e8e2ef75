import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Concern, Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Dynamic, Item } from './dynamic.ts'
import { textOf, textsOf } from './dynamic.ts'
import type { Router } from './routers.ts'
import { isGuarded } from './routers.ts'

interface Rule {
  /** The part that holds it. */
  readonly of: readonly [string, string]
  readonly path: readonly string[]
  readonly concern: Concern
  readonly stake: Stake
  readonly unsafe: (value: string) => boolean
  readonly message: string
  readonly expected: string
  readonly fix: string
}

const isOn = (value: string): boolean => asSwitch(value) === true
const everybody = (value: string): boolean => /^(?:0\.0\.0\.0|::)\/0$/.test(value.trim())

/** Dynamic configuration of Traefik 2 and 3 ("TLS options", "Middlewares" of its reference). */
const rules: readonly Rule[] = [
  {
    of: ['tls', 'options'],
    path: ['minVersion'],
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /^VersionTLS1[01]$/i.test(value),
    message: 'versions of TLS are offered that are broken',
    expected: 'VersionTLS12',
    fix: 'remove minVersion, or set it to VersionTLS12 or VersionTLS13',
  },
  {
    of: ['tls', 'options'],
    path: ['cipherSuites'],
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /RC4|3DES|^TLS_RSA_|_CBC_SHA256$/i.test(value),
    message: 'weak cipher suites are offered',
    expected: 'ECDHE suites with GCM or CHACHA20 alone',
    fix: 'leave cipherSuites out, or list ECDHE suites with GCM or CHACHA20',
  },
  {
    of: ['tls', 'options'],
    path: ['clientAuth', 'clientAuthType'],
    concern: 'client-certificate',
    stake: 'defence',
    unsafe: (value) => /^(?:RequestClientCert|RequireAnyClientCert|VerifyClientCertIfGiven)$/i.test(value),
    message: 'a client without a certificate that was checked is let in as well',
    expected: 'RequireAndVerifyClientCert',
    fix: 'set clientAuthType to RequireAndVerifyClientCert, with caFiles',
  },
  {
    of: ['tls', 'options'],
    path: ['sniStrict'],
    concern: 'host-header',
    stake: 'hygiene',
    unsafe: (value) => asSwitch(value) === false,
    message: 'clients that ask for no name that is known are answered with the default certificate',
    expected: 'true',
    fix: 'set sniStrict to true',
  },
  {
    of: ['http', 'middlewares'],
    path: ['forwardAuth', 'trustForwardHeader'],
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: isOn,
    message: 'who decides about requests is told an address and a path that the client made up',
    expected: 'false',
    fix: 'remove trustForwardHeader, and name the proxies in front in forwardedHeaders.trustedIPs of the entry point',
  },
  {
    of: ['http', 'middlewares'],
    path: ['headers', 'accessControlAllowOriginList'],
    concern: 'cross-origin',
    stake: 'hygiene',
    unsafe: (value) => value === '*',
    message: 'every web site may read the answers',
    expected: 'named origins',
    fix: 'allow only the origins that you own',
  },
  {
    of: ['http', 'middlewares'],
    path: ['headers', 'accessControlAllowOriginListRegex'],
    concern: 'cross-origin',
    stake: 'hygiene',
    unsafe: (value) => /^\^?\(?\.[*+]\)?\$?$/.test(value),
    message: 'every web site may read the answers',
    expected: 'named origins',
    fix: 'allow only the origins that you own',
  },
  {
    of: ['http', 'middlewares'],
    path: ['headers', 'isDevelopment'],
    concern: 'debug-mode',
    stake: 'defence',
    unsafe: isOn,
    message: 'headers that guard the browser are left out, as for development',
    expected: 'false',
    fix: 'remove isDevelopment',
  },
  ...(['ipAllowList', 'ipWhiteList'] as const).map((key): Rule => ({
    of: ['http', 'middlewares'],
    path: [key, 'sourceRange'],
    concern: 'allow-list',
    stake: 'defence',
    unsafe: everybody,
    message: 'the list of addresses that may come in holds all of them',
    expected: 'the networks of your clients',
    fix: 'name the networks that are meant',
  })),
]

export function partObservations(dynamic: Dynamic): readonly Observation[] {
  return rules.flatMap(({ of, path, unsafe, ...rule }) =>
    dynamic(...of).flatMap((item) =>
      textsOf(item, ...path)
        .filter((value) => isResolved(value) && unsafe(value.value))
        .slice(0, 1)
        .map((value) => unsafeAt({ ...rule, key: path.join('.') }, value)),
    ),
  )
}

function unsafeAt(rule: Omit<Rule, 'of' | 'path' | 'unsafe'> & { readonly key: string }, value: Setting): Observation {
  return { ...rule, verdict: 'unsafe', basis: 'configured', trail: value.trail, actual: `${rule.key}: ${value.value}` }
}

/** Services of Traefik's own that tell or change what it does. */
const inside = /^(?:api|dashboard|rest|prometheus)@internal$/

/** Routers to Traefik's own services that let everybody through. */
export function openInside(routers: readonly Router[]): readonly Observation[] {
  return routers.flatMap((router): readonly Observation[] => {
    const service = textOf(router, 'service')
    if (service === undefined || !inside.test(service.value) || isGuarded(router) === true) return []
    const changes = service.value === 'rest@internal'
    const known = isGuarded(router) === false
    return [
      {
        concern: 'remote-management',
        key: service.value,
        verdict: known ? 'unsafe' : 'unknown',
        basis: 'configured',
        stake: changes ? 'takeover' : 'data',
        trail: [router.at, ...service.trail],
        message: known
          ? `${service.value} has a route without a login: all routes, services and their settings can be ${changes ? 'changed' : 'read'}`
          : `whether the route to ${service.value} asks for a login is decided by a middleware that is not known here`,
        actual: known ? 'no middleware asks who it is' : 'not known here',
        expected: 'a middleware such as basicAuth, forwardAuth or ipAllowList',
        fix: 'name a middleware with a login at the router',
      },
    ]
  })
}

/** Sites with TLS that do not tell browsers to stay with it: Traefik adds no header of its own. All in one. */
export function transportSecurity(routers: readonly Router[], isRedirected: (router: Router) => boolean): readonly Observation[] {
  const sites = routers.filter((router) => router.kind === 'http' && router.tls !== undefined && !router.isOpenEnded && !isRedirected(router))
  if (sites.length === 0) return []
  const without = sites.filter(({ middlewares }) => !middlewares.some(isStrict))
  const names = without.map(({ name }) => name).join(', ')
  return [
    {
      concern: 'security-headers',
      key: 'Strict-Transport-Security',
      verdict: without.length > 0 ? 'unsafe' : 'safe',
      basis: without.length > 0 ? 'default' : 'configured',
      stake: 'defence',
      trail: (without.length > 0 ? without : sites).map(({ at }) => at),
      message:
        without.length > 0
          ? `the routers ${names} send no Strict-Transport-Security: a browser's first plain request can be taken over`
          : 'browsers are told to use TLS only',
      actual: without.length > 0 ? 'not sent' : 'sent',
      expected: 'a middleware with headers.stsSeconds',
      fix: 'name a middleware with headers.stsSeconds = 63072000 at the router or the entry point',
    },
  ]
}

function isStrict(item: Item): boolean {
  const seconds = textOf(item, 'headers', 'stsSeconds')
  return seconds !== undefined && Number(seconds.value) >= 15_768_000
}
