import { reportPath } from '../../browser/csp/policy.ts'
import { largestReport } from '../../browser/csp/report.ts'
import type { GuardDocument } from '../../document/read.ts'
import type { Site } from '../../model/site.ts'
import { largestBody } from '../../model/site.ts'
import { answered, asked } from '../../serve/wire.ts'
import { looks, verdictsTake } from '../bodies.ts'
import { answers, common, hidden, own, stripped } from '../headers.ts'
import type { RenderedFile } from '../types.ts'
import { cookieFlags } from './cookies.ts'
import { saidAgain, says } from './bodies.ts'
import { corsAnswers, corsTaken } from './cors.ts'
import { retryAfter, siteLimits } from './limits.ts'
import { listens } from './listens.ts'
import type { Block, Line } from './words.ts'
import { block, quoted } from './words.ts'

export function upstreamOf({ upstream }: Site, index: number): Block {
  return block(`upstream site_${index}`, [`server ${upstream.kind === 'unix' ? `unix:${upstream.address}` : upstream.address};`, 'keepalive 32;'])
}

/** Where a request of a site goes that has more ways than one: what becomes a socket to who can cut it, a body that is looked at to who does. */
export function waysOf(site: Site, index: number): readonly Block[] {
  if (!site.routes.some(({ upgrade, look }) => upgrade || look !== undefined)) return []
  const ways = [`: ${schemeOf(site)}://site_${index};`, `:1 http://guard_bodies;`, 'default http://guard_upgrades;']
  return [block(`map $http_upgrade:$guard_look $guard_way_${index}`, looks(site) ? ways : ways.filter((way) => !way.includes('guard_bodies')))]
}

function schemeOf({ upstream }: Site): string {
  return upstream.kind === 'https' ? 'https' : 'http'
}

/** The file that adds a native key to what the program is asked. */
export function injected(site: Site, index: number, secret: (name: string) => string): readonly RenderedFile[] {
  if (site.inject === undefined) return []
  const { header, secret: source } = site.inject
  return [{ name: `inject-${index}.conf`, text: `proxy_set_header ${header} ${quoted(secret(`${source.from}:${source.name}`))};\n`, isSecret: true }]
}

export function siteServer(site: Site, index: number, document: GuardDocument, fingerprint: string): Block {
  const { settings } = document
  const certificate = site.certificate ?? settings.tls.certificate
  return block('server', [
    ...listens(document, settings.listen.https, 'ssl http2'),
    `server_name ${site.host};`,
    ...(certificate === undefined ? [] : [`ssl_certificate ${quoted(certificate.certificate)};`, `ssl_certificate_key ${quoted(certificate.key)};`]),
    ...(settings.tls.workers === undefined
      ? []
      : [`ssl_client_certificate ${quoted(settings.tls.workers)};`, 'ssl_verify_client optional;', 'ssl_verify_depth 3;']),
    '# one connection, one host',
    block(`if ($ssl_server_name != ${quoted(site.host)})`, ['return 421;']),
    `client_max_body_size ${largestBody(site)};`,
    ...siteLimits(site, index),
    // written here and in no other location than the portal's: one there would take these away
    ...added(answers(site)),
    ...corsAnswers(site, index),
    'add_header Cache-Control $guard_cache always;',
    'error_page 401 = @challenge;',
    'error_page 403 = @refused;',
    'error_page 500 502 503 504 = @unavailable;',
    decisionLocation(document, fingerprint),
    // an answer of a SAML provider: 256 KiB in base64, escaped
    block('location ^~ /.guard/', portalLines(site, '512k')),
    block(`location = ${reportPath}`, portalLines(site, String(largestReport))),
    block('location /', guarded(site, index, document)),
    block('location @challenge', [block('if ($guard_ask = "log-in")', ['return 302 $guard_location;']), 'return 401;']),
    block('location @refused', [
      ...[204, 400, 405, 411, 413, 421, 429, 503].map((status) => block(`if ($guard_status = ${status})`, [`return ${status};`])),
      'return 403;',
    ]),
    block('location @unavailable', ['return 503;']),
  ])
}

/** What the portal is asked; its pages bring a policy of their own. */
function portalLines(site: Site, largest: string): readonly string[] {
  return [
    `client_max_body_size ${largest};`,
    'proxy_pass http://guard_portal;',
    'proxy_http_version 1.1;',
    'proxy_set_header Connection "";',
    `proxy_set_header Host ${quoted(site.host)};`,
    `proxy_set_header ${asked.remote} $remote_addr;`,
    `proxy_set_header ${asked.host} $http_host;`,
    'proxy_set_header X-Forwarded-For "";',
    ...added(common(site)),
    retryAfter,
  ]
}

function added(headers: ReturnType<typeof answers>): readonly string[] {
  return headers.map(([name, value]) => `add_header ${name} ${quoted(value)} always;`)
}

/** How the decision service is asked: with nothing of the client's but what stands in `says`. */
function decisionLocation({ settings }: GuardDocument, fingerprint: string): Block {
  return block('location = /.guard-decision', [
    'internal;',
    'proxy_pass http://guard_decisions/decide;',
    'proxy_http_version 1.1;',
    'proxy_pass_request_body off;',
    'proxy_pass_request_headers off;',
    'proxy_set_header Connection "";',
    'proxy_set_header Content-Length "";',
    'proxy_set_header Host guard;',
    'proxy_connect_timeout 1s;',
    'proxy_read_timeout 1s;',
    'proxy_send_timeout 1s;',
    'proxy_buffer_size 16k;',
    'proxy_buffers 4 16k;',
    ...says.map(([name, value]) => `proxy_set_header ${name} ${value};`),
    `proxy_set_header ${asked.rendered} ${quoted(fingerprint)};`,
    ...(settings['micro-cache']
      ? [
          'proxy_cache kept;',
          // everything that a decision may depend on
          // a line end between them: no value can hold one
          `proxy_cache_key "${says.map(([, value]) => value).join(String.raw`\n`)}";`,
          'proxy_cache_methods GET HEAD;',
          // an answer stays open: one that was replaced is another file, and when it ends stands in it
          'open_file_cache max=1000 inactive=10s;',
          'open_file_cache_valid 10s;',
          'proxy_cache_lock on;',
          'proxy_cache_lock_timeout 1s;',
        ]
      : []),
  ])
}

function guarded(site: Site, index: number, document: GuardDocument): readonly Line[] {
  const { settings } = document
  const { upstream } = site
  const taken = [
    answered.ticket,
    answered.look,
    answered.status,
    answered.later,
    answered.ask,
    answered.location,
    answered.assertion,
    answered.user,
    answered.upstream,
  ]
  const way = waysOf(site, index).length > 0 ? `$guard_way_${index}` : `${schemeOf(site)}://site_${index}`
  return [
    'auth_request /.guard-decision;',
    ...taken.map((header) => `auth_request_set $${variable(header)} $upstream_http_${header.replaceAll('-', '_')};`),
    ...corsTaken(site),
    // without a path of its own the request is handed on byte for byte
    `proxy_pass ${way}${rewrites(site) ? '$guard_asked' : ''};`,
    'proxy_http_version 1.1;',
    `proxy_read_timeout ${site.limits.readTimeout + (looks(site) ? verdictsTake(document) : 0)}s;`,
    'proxy_redirect off;',
    ...(upstream.kind === 'https' ? verified(site) : []),
    `proxy_set_header Host ${quoted(site.host)};`,
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $guard_connection;',
    'proxy_set_header Cookie $guard_cookie;',
    'proxy_set_header Authorization $guard_authorization;',
    ...(site.inject?.header.toLowerCase() === 'x-api-key' ? [] : ['proxy_set_header X-Api-Key $guard_api_key;']),
    'proxy_set_header X-Forwarded-For $remote_addr;',
    `proxy_set_header X-Forwarded-Host ${quoted(site.host)};`,
    'proxy_set_header X-Forwarded-Proto https;',
    `proxy_set_header ${answered.ticket} $guard_ticket;`,
    ...(looks(site) ? saidAgain : []),
    `proxy_set_header ${own.assertion} $guard_assertion;`,
    `proxy_set_header ${own.user} $guard_user;`,
    ...(site.userHeader === undefined ? [] : [`proxy_set_header ${site.userHeader} $guard_user;`]),
    ...stripped(site)
      .filter((name) => name.toLowerCase() !== site.inject?.header.toLowerCase())
      .map((name) => `proxy_set_header ${name} "";`),
    ...(site.inject === undefined ? [] : [`include ${settings.folder}/inject-${index}.conf;`]),
    ...cookieFlags(site),
    ...hidden(site).map((name) => `proxy_hide_header ${name};`),
  ]
}

export function rewrites({ routes }: Site): boolean {
  return routes.some(({ rewrite }) => rewrite !== undefined)
}

function verified({ upstream }: Site): readonly string[] {
  return [
    'proxy_ssl_verify on;',
    'proxy_ssl_verify_depth 3;',
    ...(upstream.authority === undefined ? [] : [`proxy_ssl_trusted_certificate ${quoted(upstream.authority)};`]),
    ...(upstream.name === undefined ? [] : [`proxy_ssl_name ${upstream.name};`]),
    'proxy_ssl_server_name on;',
    'proxy_ssl_protocols TLSv1.2 TLSv1.3;',
    ...(upstream.certificate === undefined
      ? []
      : [`proxy_ssl_certificate ${quoted(upstream.certificate.certificate)};`, `proxy_ssl_certificate_key ${quoted(upstream.certificate.key)};`]),
  ]
}

function variable(header: string): string {
  return header.replace('x-', '').replaceAll('-', '_')
}
