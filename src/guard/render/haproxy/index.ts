import { join } from 'node:path'
import { intermediate } from '../../../protocols/tls-guideline/openssl.ts'
import type { GuardDocument } from '../../document/read.ts'
import { hasEdge } from '../../edge/routes.ts'
import { fingerprinted } from '../fingerprint.ts'
import { looks } from '../bodies.ts'
import type { RenderedFile, RenderedLink } from '../types.ts'
import { sockets } from '../types.ts'
import { roomToSayAgain } from './bodies.ts'
import { keyBackends, keyRules, usesLog, usesRing } from './keys.ts'
import { edgeMaps } from './routes.ts'
import { counting, links, siteBackends, source } from './site.ts'
import { secretsOf } from './secrets.ts'
import { spoe } from './spoe.ts'
import type { Section } from './words.ts'
import { errorPages, literal, quoted, refuse, written } from './words.ts'

export const mainFile = 'haproxy.cfg'

/**
 * The whole configuration of HAProxy 2.6 or newer (Debian 12) in front of the sites: its main file, how it asks the decision service, which
 * certificate is of which host, and a file for its account alone with what it must know and nobody else.
 */
export function renderHaproxy(document: GuardDocument, secret: (name: string) => string): readonly (RenderedFile | RenderedLink)[] {
  const { sites, settings } = document
  return fingerprinted((fingerprint) => [
    { name: mainFile, text: `# Made by ringwall guard: changes belong into guard.yaml.\n${written(sectionsOf(document))}`, isSecret: false },
    { name: 'haproxy.spoe', text: spoe(fingerprint), isSecret: false },
    {
      name: 'haproxy.certificates',
      text: sites.map(({ host }, index) => `${join(settings.folder, `site-${index}.pem`)} ${host}\n`).join(''),
      isSecret: false,
    },
    ...edgeMaps(document),
    ...links(document),
    ...secretsOf(document, secret),
  ])
}

function sectionsOf(document: GuardDocument): readonly Section[] {
  const { settings, sites } = document
  const { http } = settings.listen
  return [
    { head: 'global', lines: globalOf(document) },
    {
      head: 'defaults',
      lines: [
        'mode http',
        'timeout connect 5s',
        'timeout client 30s',
        'timeout server 30s',
        'timeout http-request 10s',
        'timeout http-keep-alive 65s',
        '# headers with underscores would become the ones without in many programs',
        'option http-restrict-req-hdr-names delete',
        ...errorPages(),
      ],
    },
    { head: 'frontend https', lines: frontend(document) },
    ...(http === false ? [] : [{ head: 'frontend http', lines: plainFrontend(document, http) }]),
    { head: 'backend nobody', lines: [refuse(421)] },
    ...sites.flatMap((site, index) => siteBackends(site, index, document)),
    {
      head: 'backend guard_agent',
      lines: ['mode tcp', 'timeout connect 1s', 'timeout server 1m', `server agent ${quoted(`unix@${join(settings.folder, sockets.agent)}`)}`],
    },
    ...usesRing(document),
    ...counting(document),
  ]
}

function globalOf({ settings, sites }: GuardDocument): readonly string[] {
  const isModern = settings.tls.profile === 'modern'
  return [
    `stats socket ${quoted(join(settings.folder, sockets.haproxy))} mode 600 level admin expose-fd listeners`,
    'stats timeout 10s',
    'hard-stop-after 1h',
    'tune.http.maxhdr 200',
    ...(sites.some(looks) ? roomToSayAgain : []),
    '# a socket is opened by an upgrade of HTTP/1.1 alone',
    'h2-workaround-bogus-websocket-clients',
    `ssl-default-bind-options ssl-min-ver ${isModern ? 'TLSv1.3' : 'TLSv1.2'} no-tls-tickets`,
    ...(isModern ? [] : [`ssl-default-bind-ciphers ${intermediate.ciphers.join(':')}`, 'tune.ssl.default-dh-param 2048']),
    'ssl-server-verify required',
  ]
}

function binds({ settings }: GuardDocument, port: number, words = ''): readonly string[] {
  return settings.listen.addresses.map(
    (address) => `bind ${address.includes(':') ? `[${address}]:${port} v6only` : `${address}:${port}`}${words === '' ? '' : ` ${words}`}`,
  )
}

function frontend(document: GuardDocument): readonly string[] {
  const { settings, sites } = document
  const { workers } = settings.tls
  const words = [
    '# who asks for a host that is none of ours gets no certificate and no answer',
    ...binds(
      document,
      settings.listen.https,
      `ssl strict-sni crt-list ${quoted(join(settings.folder, 'haproxy.certificates'))} alpn h2,http/1.1${workers === undefined ? '' : ` ca-file ${quoted(workers)} verify optional`}`,
    ),
    `tcp-request connection track-sc0 ${source} table addresses`,
    ...(hasEdge(document) ? ['tcp-request session set-var(sess.name) ssl_fc_sni,lower'] : []),
  ]
  return [
    ...words,
    ...usesLog(document),
    '# the target as the client sent it; HTTP/2 has no other form',
    'http-request set-var(txn.target) url',
    'http-request set-var(txn.target) pathq if { fc_http_major 2 }',
    ...keyRules(document),
    'http-request set-var(txn.host) req.fhdr(host),host_only',
    refuse(400, 'if !{ var(txn.target) -m beg / } || { url -m sub "#" } || { req.fhdr_cnt(host) gt 1 } || METH_CONNECT'),
    ...keyBackends(document),
    ...sites.map(({ host }, index) => `use_backend portal_${index} if { var(txn.target) -m beg /.guard/ } { var(txn.host) -m str ${quoted(host)} }`),
    ...sites.map(({ host }, index) => `use_backend site_${index} if { var(txn.host) -m str ${quoted(host)} }`),
    'default_backend nobody',
  ]
}

function plainFrontend(document: GuardDocument, port: number): readonly string[] {
  const { https } = document.settings.listen
  return [
    ...binds(document, port),
    'http-request set-var(txn.host) req.fhdr(host),host_only',
    ...document.sites.map(
      ({ host }) =>
        `http-request redirect code 308 location ${literal(`https://${host}${https === 443 ? '' : `:${https}`}`).slice(0, -1)}%[pathq]' if { var(txn.host) -m str ${quoted(host)} } { url -m beg / }`,
    ),
    refuse(421),
  ]
}
