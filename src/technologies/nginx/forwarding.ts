import type { Observation, Remark } from '../../model/technology.ts'
import { missing, written } from './observation.ts'
import type { Scope } from './scopes.ts'
import { headerIn, listInForce, own, scopesIn, withVariables } from './scopes.ts'
import type { Servers } from './servers.ts'
import { refusesAll } from './redirects.ts'

const hostName: Remark = {
  concern: 'host-header',
  key: 'proxy_set_header Host',
  stake: 'hygiene',
  expected: 'a fixed name, or a default_server that refuses unknown names',
  fix: 'add a default_server that answers return 444;, and pass $host or a fixed name',
  want: 'passed on for known names alone',
}
const client: Remark = {
  concern: 'proxy-trust',
  key: 'proxy_set_header X-Forwarded-For',
  stake: 'hygiene',
  expected: 'X-Forwarded-For $remote_addr at the edge',
  fix: 'proxy_set_header X-Forwarded-For $remote_addr; (or set_real_ip_from for the proxies in front)',
  want: '$remote_addr',
}
const scheme: Remark = {
  concern: 'proxy-trust',
  key: 'proxy_set_header X-Forwarded-Proto',
  stake: 'hygiene',
  expected: 'X-Forwarded-Proto $scheme',
  fix: 'proxy_set_header X-Forwarded-Proto $scheme; beside proxy_pass',
  want: '$scheme',
}
const upgrade: Remark = {
  concern: 'proxy-trust',
  key: 'proxy_set_header Connection',
  stake: 'hygiene',
  expected: 'Connection $connection_upgrade from a map on $http_upgrade, in the WebSocket location alone',
  fix: "map $http_upgrade $connection_upgrade { default upgrade; '' close; } and pass that variable",
  want: '$connection_upgrade',
}
const trusted: Remark = {
  concern: 'proxy-trust',
  key: 'set_real_ip_from',
  stake: 'defence',
  expected: 'the addresses of the proxies in front',
  fix: 'name the addresses of the proxies in front',
}

/** What the program behind is told about the client, and whether the client can lie about it. */
export function forwardingObservations(servers: Servers): readonly Observation[] {
  const tls = new Set(servers.listens.filter((listen) => listen.tls).map((listen) => listen.server))
  return [
    ...servers.http.flatMap((server) => realAddress(server)),
    ...servers.http.flatMap((server) => {
      const proxied = [server, ...scopesIn(server, 'location', 'if')].filter((scope) => own(scope, 'proxy_pass').length > 0)
      return proxied.flatMap((scope) => [
        ...host(scope, server, servers),
        ...address(scope),
        ...(tls.has(server) ? protocol(scope) : []),
        ...upgrading(scope),
      ])
    }),
  ]
}

function host(scope: Scope, server: Scope, servers: Servers): readonly Observation[] {
  const rule = headerIn(scope, 'proxy_set_header', 'Host')
  const value = withVariables(scope, rule?.args[1] ?? '')
  if (rule === undefined || !/^\$\{?(?:http_)?host\b/.test(value)) return []
  if (strangersRefused(server, servers)) return [written(hostName, 'safe', rule, 'only requests for known names are passed on', value)]
  const how = /^\$\{?http_host/.test(value) ? 'the Host header as the client sends it' : 'the name that the client asks for'
  return [
    written(
      hostName,
      'unsafe',
      rule,
      `${how} is passed on, and no default_server refuses unknown names: links that the application makes from it can be forged`,
      value,
    ),
  ]
}

/** True when an unknown name never reaches this server: another one is the default of each of its ports, and refuses. */
function strangersRefused(server: Scope, { listens }: Servers): boolean {
  return listens
    .filter((listen) => listen.server === server)
    .every(({ port }) => {
      const group = listens.filter((listen) => listen.port === port)
      const first = group.find((listen) => listen.isDefault) ?? group[0]
      return first !== undefined && first.server !== server && refusesAll(first.server)
    })
}

function address(scope: Scope): readonly Observation[] {
  const rule = headerIn(scope, 'proxy_set_header', 'X-Forwarded-For')
  if (rule === undefined) {
    return [
      missing(
        client,
        'unsafe',
        scope.rule,
        "the client's own X-Forwarded-For is passed on unchanged, and the application does not learn the real address",
      ),
    ]
  }
  const value = withVariables(scope, rule.args[1] ?? '')
  if (!value.includes('$proxy_add_x_forwarded_for') && !value.includes('$http_x_forwarded_for'))
    return [written(client, 'safe', rule, 'the address is set by nginx', value)]
  if (listInForce(scope, 'set_real_ip_from').length > 0) return [written(client, 'safe', rule, 'addresses are taken from known proxies only', value)]
  return [written(client, 'unsafe', rule, 'an X-Forwarded-For that the client sends is kept: who trusts its first entry can be deceived', value)]
}

function protocol(scope: Scope): readonly Observation[] {
  const rule = headerIn(scope, 'proxy_set_header', 'X-Forwarded-Proto')
  if (rule === undefined) {
    const onward =
      own(scope, 'proxy_pass')[0]?.args[0]?.startsWith('https:') === true ? 'the application' : 'the application behind, reached in plain HTTP,'
    return [missing(scheme, 'unsafe', scope.rule, `TLS ends here and ${onward} is not told: it makes http links and cookies without Secure`)]
  }
  return [written(scheme, 'safe', rule, 'the application is told of TLS', rule.args[1] ?? '')]
}

function upgrading(scope: Scope): readonly Observation[] {
  const rule = headerIn(scope, 'proxy_set_header', 'Connection')
  if (rule?.args[1]?.toLowerCase() !== 'upgrade') return []
  return [written(upgrade, 'unsafe', rule, 'every request asks the application for a connection upgrade, not only those of a WebSocket', 'upgrade')]
}

function realAddress(server: Scope): readonly Observation[] {
  return listInForce(server, 'set_real_ip_from')
    .filter((rule) => /^(?:0\.0\.0\.0\/0|::\/0)$/.test(rule.args[0] ?? ''))
    .map((rule) => written(trusted, 'unsafe', rule, 'every client may say what its address is', rule.args[0] ?? ''))
}
