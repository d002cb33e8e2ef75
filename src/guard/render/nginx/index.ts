import { intermediate } from '../../../protocols/tls-guideline/openssl.ts'
import { formCookie, sessionCookie, wayCookie } from '../../decide/credentials.ts'
import type { GuardDocument } from '../../document/read.ts'
import { fingerprinted } from '../fingerprint.ts'
import type { Render } from '../types.ts'
import { sockets } from '../types.ts'
import { corsMaps } from './cors.ts'
import { limitsOf } from './limits.ts'
import { listens } from './listens.ts'
import { bodiesOf } from './bodies.ts'
import { injected, rewrites, siteServer, upstreamOf, waysOf } from './site.ts'
import type { Block, Line } from './words.ts'
import { block, written } from './words.ts'

/** The whole configuration of nginx 1.22 or newer (Debian 12) in front of the sites: one main file, and one for each secret that it adds to requests. */
export function renderNginx(document: GuardDocument, secret: (name: string) => string): ReturnType<Render> {
  return fingerprinted((fingerprint) => [
    { name: 'nginx.conf', text: written(mainOf(document, fingerprint)), isSecret: false },
    ...document.sites.flatMap((site, index) => injected(site, index, secret)),
  ])
}

function mainOf(document: GuardDocument, fingerprint: string): readonly Line[] {
  const { settings } = document
  return [
    '# Made by ringwall guard: changes belong into guard.yaml.',
    'worker_processes auto;',
    `pid ${settings.folder}/nginx.pid;`,
    'error_log stderr warn;',
    block('events', ['worker_connections 4096;']),
    block('http', httpOf(document, fingerprint)),
  ]
}

function httpOf(document: GuardDocument, fingerprint: string): readonly Line[] {
  const { settings, sites } = document
  return [
    'server_tokens off;',
    'default_type application/octet-stream;',
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path ${settings.folder}/tmp-${part.replace('_', '-')};`),
    '# the decision service records what was asked',
    'access_log off;',
    '# headers with underscores would become the ones without in many programs',
    'underscores_in_headers off;',
    'ignore_invalid_headers on;',
    'merge_slashes off;',
    'absolute_redirect off;',
    'client_header_timeout 10s;',
    'client_body_timeout 30s;',
    'send_timeout 30s;',
    'keepalive_timeout 65s;',
    // a new connection of TLS costs more than a hundred requests
    'keepalive_requests 10000;',
    'large_client_header_buffers 4 8k;',
    'reset_timedout_connection on;',
    ...limitsOf(document),
    '# what the guard says itself is kept by nobody, and what somebody got who is known by no cache that others share, but where the program knows better',
    block('map "$guard_ask$guard_status|$guard_user|$upstream_http_cache_control$upstream_http_expires" $guard_cache', [
      '"~^[^|]+[|]" no-store;',
      '"~^[|][^|]+[|]$" private;',
      "default '';",
    ]),
    ...tlsOf(document),
    block('map $http_upgrade $guard_connection', ['default upgrade;', "'' '';"]),
    "# the guard's cookie and keys are for the guard alone",
    without('$http_cookie', sessionCookie, '$guard_rest_of_cookies'),
    without('$guard_rest_of_cookies', formCookie, '$guard_other_cookies'),
    without('$guard_other_cookies', wayCookie, '$guard_cookie'),
    block('map $http_authorization $guard_authorization', ['"~*^bearer +gk_" "";', 'default $http_authorization;']),
    block('map $http_x_api_key $guard_api_key', ['"~^gk_" "";', 'default $http_x_api_key;']),
    block('map "$ssl_client_verify" $guard_certificate', ['SUCCESS $ssl_client_escaped_cert;', 'default "";']),
    ...(sites.some(rewrites) ? [block('map $guard_upstream $guard_asked', ["'' $request_uri;", 'default $guard_upstream;'])] : []),
    ...(settings['micro-cache']
      ? [`proxy_cache_path ${settings.folder}/kept levels=1 keys_zone=kept:10m max_size=32m inactive=10s use_temp_path=off;`]
      : []),
    block('upstream guard_decisions', [`server unix:${settings.folder}/${sockets.decisions};`, 'keepalive 64;', 'keepalive_requests 1000000;']),
    block('upstream guard_portal', [`server unix:${settings.folder}/${sockets.portal};`, 'keepalive 8;']),
    block('upstream guard_upgrades', [`server unix:${settings.folder}/${sockets.upgrades};`]),
    ...bodiesOf(document),
    ...sites.map((site, index) => upstreamOf(site, index)),
    ...sites.flatMap((site, index) => [...waysOf(site, index), ...corsMaps(site, index)]),
    ...catchAll(document),
    ...sites.map((site, index) => siteServer(site, index, document, fingerprint)),
  ]
}

/** The cookies of `from` but one, which is there once at most: who sends two is refused. */
function without(from: string, cookie: string, to: string): Block {
  const part = to.slice(1)
  return block(`map ${from} ${to}`, [
    `"~^${cookie}=[^;]*(?:; *)?(?<${part}_all>.*)$" $${part}_all;`,
    `"~^(?<${part}_head>.*?); *${cookie}=[^;]*(?<${part}_tail>.*)$" "$${part}_head$${part}_tail";`,
    `default ${from};`,
  ])
}

function tlsOf({ settings }: GuardDocument): readonly Line[] {
  const isModern = settings.tls.profile === 'modern'
  return [
    `ssl_protocols ${isModern ? 'TLSv1.3' : intermediate.versions.join(' ')};`,
    ...(isModern ? [] : [`ssl_ciphers ${intermediate.ciphers.join(':')};`]),
    'ssl_prefer_server_ciphers off;',
    'ssl_session_cache shared:tls:10m;',
    'ssl_session_timeout 1d;',
    'ssl_session_tickets off;',
  ]
}

/** Who asks for a host that is none of ours gets no certificate and no answer. */
function catchAll(document: GuardDocument): readonly Line[] {
  const { http } = document.settings.listen
  return [
    block('server', [
      ...listens(document, document.settings.listen.https, 'ssl default_server'),
      'server_name _;',
      'ssl_reject_handshake on;',
      'return 421;',
    ]),
    ...(http === false
      ? []
      : [
          block('server', [...listens(document, http, 'default_server'), 'server_name _;', 'return 421;']),
          ...document.sites.map(({ host }) =>
            block('server', [
              ...listens(document, http),
              `server_name ${host};`,
              `return 308 https://${host}${document.settings.listen.https === 443 ? '' : `:${document.settings.listen.https}`}$request_uri;`,
            ]),
          ),
        ]),
  ]
}
