import { join } from 'node:path'
import { reportPath } from '../../browser/csp/policy.ts'
import { largestReport } from '../../browser/csp/report.ts'
import type { GuardDocument } from '../../document/read.ts'
import { formCookie, sessionCookie, wayCookie } from '../../decide/credentials.ts'
import { edgeRoutes } from '../../edge/routes.ts'
import type { Site } from '../../model/site.ts'
import { asked } from '../../serve/wire.ts'
import { answers, common, hidden, own, stripped } from '../headers.ts'
import { looks, verdictsTake } from '../bodies.ts'
import type { RenderedLink } from '../types.ts'
import { sockets } from '../types.ts'
import { isLooked, remembered, saidAgain } from './bodies.ts'
import { cookieRules } from './cookies.ts'
import { corsRules } from './cors.ts'
import { doubled } from './keys.ts'
import { secretSample } from './secrets.ts'
import type { Section } from './words.ts'
import { escaped, literal, quoted, refuse } from './words.ts'

/** Bytes of an answer of a SAML provider: 256 KiB in base64, escaped. */
const portalBody = 512 * 1024

/** Certificates where HAProxy looks for them: `NAME.pem`, with its key in `NAME.pem.key`. */
export function links({ settings, sites }: GuardDocument): readonly RenderedLink[] {
  return sites.flatMap(({ certificate = settings.tls.certificate, upstream }, index) => [
    ...(certificate === undefined ? [] : pair(`site-${index}.pem`, certificate)),
    ...(upstream.certificate === undefined ? [] : pair(`upstream-${index}.pem`, upstream.certificate)),
  ])
}

function pair(name: string, { certificate, key }: { readonly certificate: string; readonly key: string }): readonly RenderedLink[] {
  return [
    { name, target: certificate },
    { name: `${name}.key`, target: key },
  ]
}

/** Where requests of a site go: to the portal, to the program after the service was asked, or to the program with a key that was judged already. */
export function siteBackends(site: Site, index: number, document: GuardDocument): readonly Section[] {
  const { folder } = document.settings
  return [
    {
      head: `backend portal_${index}`,
      lines: [...bounded(site, index), ...portalRules(site), `server portal ${quoted(`unix@${join(folder, sockets.portal)}`)}`],
    },
    ...(edgeRoutes(site, index).length === 0 || document.settings.keys === undefined
      ? []
      : [{ head: `backend keys_${index}`, lines: judgedRules(site, index, document) }]),
    { head: `backend site_${index}`, lines: askingRules(site, index, document) },
  ]
}

function askingRules(site: Site, index: number, document: GuardDocument): readonly string[] {
  const { folder } = document.settings
  return [
    `timeout server ${site.limits.readTimeout + (looks(site) ? verdictsTake(document) : 0)}s`,
    `timeout tunnel ${site.limits.readTimeout}s`,
    `filter spoe engine guard config ${quoted(join(folder, 'haproxy.spoe'))}`,
    ...answering(site),
    ...corsRules(site),
    ...bounded(site, index),
    refuse(400, `if ${doubled}`),
    refuse(400, 'if { req.fhdr(upgrade) -m found } !{ req.fhdr(upgrade) -i -m str websocket }'),
    ...(document.settings.tls.workers === undefined
      ? []
      : [refuse(403, 'if { ssl_c_used } !{ ssl_c_verify 0 } || { ssl_c_used } !{ ssl_c_der -m found }')]),
    'http-request send-spoe-group guard ask',
    ...decided(),
    ...(looks(site) ? remembered : []),
    ...handedOn(site, index, document),
    ...(looks(site) ? saidAgain : []),
    'use-server upgrades if { var(txn.guard.ticket) -m found }',
    ...(looks(site) ? [`use-server bodies if ${isLooked}`] : []),
    serverOf(site, index, folder),
    `server upgrades ${quoted(`unix@${join(folder, sockets.upgrades)}`)} weight 0`,
    ...(looks(site) ? [`server bodies ${quoted(`unix@${join(folder, sockets.bodies)}`)} weight 0`] : []),
  ]
}

/** A key was judged before: what is left of it, and of what the client says of itself, is taken away. */
function judgedRules(site: Site, index: number, document: GuardDocument): readonly string[] {
  const gone = ['authorization', 'x-api-key', 'x-forwarded-.*', ...strippedNames(site)]
  return [
    `timeout server ${site.limits.readTimeout}s`,
    ...answering(site),
    ...tooMany(site, index),
    `http-request del-header ${quoted(`^(?:x-guard-.*|${gone.join('|')})$`)} -m reg`,
    `http-request set-header Host ${literal(site.host)}`,
    'option forwardfor',
    `http-request add-header X-Forwarded-Host ${literal(site.host)}`,
    'http-request add-header X-Forwarded-Proto https',
    ...[own.user, ...(site.userHeader === undefined ? [] : [site.userHeader])].map(
      (name) => `http-request add-header ${name} system:%[var(txn.owner)]`,
    ),
    ...(document.settings.identity === undefined ? [] : [`http-request add-header ${own.assertion} %[var(txn.assertion)]`]),
    ...injected(site, index, document),
    ...edgeRoutes(site, index).flatMap(({ name, route }) =>
      route.rewrite === undefined
        ? []
        : [
            `http-request replace-path ${quoted(`^(?:/[^/]+){${route.segments.length}}(?:/(.*))?$`)} ${quoted(`${route.rewrite.replace(/\/$/, '')}/\\1`)} if { var(txn.route) -m beg ${name}: }`,
          ],
    ),
    serverOf(site, index, document.settings.folder),
  ]
}

/** What every request to a host has to keep to. */
function bounded(site: Site, index: number): readonly string[] {
  return [
    '# one connection, one host',
    refuse(421, `unless { ssl_fc_sni -i -m str ${quoted(site.host)} }`),
    ...tooMany(site, index),
    '# a body whose length nobody says cannot be held to a limit here',
    'http-request wait-for-body time 10s at-least 1 if { fc_http_major 2 } !{ req.fhdr(content-length) -m found }',
    refuse(411, 'if { req.fhdr(transfer-encoding) -m found } || { fc_http_major 2 } !{ req.fhdr(content-length) -m found } { req.body_len gt 0 }'),
  ]
}

/** Who is stopped here may try again in a second; the decision service says it itself. */
function tooMany({ limits: { connectionsPerAddress, requestsPerSecond } }: Site, index: number): readonly string[] {
  const refused = (condition: string): string => refuse(429, `if ${condition}`, '1')
  return [
    refused(`{ sc0_conn_cur gt ${connectionsPerAddress} }`),
    ...(requestsPerSecond === undefined
      ? []
      : [
          `http-request track-sc1 ${source} table requests_${index}`,
          refused(`{ sc1_gpc0_rate ge ${2 * requestsPerSecond} }`),
          'http-request sc-inc-gpc0(1)',
        ]),
  ]
}

/** What is counted of one address: of IPv6 the /64, all of which one machine has. */
export const source = 'src,ipmask(32,64)'

/** Tables of what comes from one address. What is refused is not counted. */
export function counting({ sites }: GuardDocument): readonly Section[] {
  const table = (name: string, store: string): Section => ({
    head: `backend ${name}`,
    lines: [`stick-table type ipv6 size 100k expire 5m store ${store}`],
  })
  return [
    table('addresses', 'conn_cur'),
    ...sites.flatMap(({ limits }, index) => (limits.requestsPerSecond === undefined ? [] : [table(`requests_${index}`, 'gpc0,gpc0_rate(2s)')])),
  ]
}

/** What every answer of the program says, and those that are made here. The program's own words for it are taken away. */
function answering(site: Site): readonly string[] {
  const gone = hidden(site)
    .map((name) => escaped(name.toLowerCase()))
    .join('|')
  return [
    `http-response del-header ${quoted(`^(?:${gone})$`)} -m reg`,
    ...cookieRules(site),
    ...answers(site).map(([name, value]) => `http-after-response add-header ${name} ${literal(value)}`),
  ]
}

/** The portal knows better what its answers say. */
function portalRules(site: Site): readonly string[] {
  return [
    ...common(site).map(([name, value]) => `http-after-response set-header ${name} ${literal(value)} unless { res.fhdr(${name}) -m found }`),
    'http-request set-var(txn.asked) req.fhdr(host)',
    refuse(413, `if { req.hdr_val(content-length) gt ${portalBody} }`),
    refuse(413, `if { var(txn.target) -m str ${reportPath} } { req.hdr_val(content-length) gt ${largestReport} }`),
    `http-request del-header ${quoted(`^(?:x-guard-.*|x-forwarded-for)$`)} -m reg`,
    'http-request set-header Host %[var(txn.host)]',
    `http-request set-header ${asked.host} %[var(txn.asked)]`,
    `http-request set-header ${asked.remote} %[src]`,
  ]
}

/** What the decision service said, or that it said nothing. */
function decided(): readonly string[] {
  return [
    'http-request return status 302 hdr Location %[var(txn.guard.location)] hdr Cache-Control no-store if { var(txn.guard.outcome) -m str ask } { var(txn.guard.ask) -m str log-in }',
    'http-request return status 204 if { var(txn.guard.outcome) -m str refuse } { var(txn.guard.status) -m str 204 }',
    refuse(401, 'if { var(txn.guard.outcome) -m str ask }'),
    ...[400, 405, 411, 413, 421, 429, 503].map((status) =>
      refuse(
        status,
        `if { var(txn.guard.outcome) -m str refuse } { var(txn.guard.status) -m str ${status} }`,
        status === 429 ? '%[var(txn.guard.later)]' : '',
      ),
    ),
    refuse(403, 'if { var(txn.guard.outcome) -m str refuse }'),
    refuse(503, 'unless { var(txn.guard.outcome) -m str allow }'),
  ]
}

/** What the program gets: nothing by which a client says who it is, neither the guard's cookies nor its keys. */
function handedOn(site: Site, index: number, document: GuardDocument): readonly string[] {
  const cookies = [sessionCookie, formCookie, wayCookie].map(escaped).join('|')
  const isSet = '{ var(txn.guard.user) -m found }'
  return [
    `http-request del-header ${quoted(`^(?:x-guard-.*|${strippedNames(site).join('|')})$`)} -m reg`,
    "# the guard's cookie and keys are for the guard alone",
    `http-request set-var(txn.cookie) ${quoted(`req.fhdr(cookie),regsub("(?:^|;) *(?:${cookies})=[^;]*","",g),regsub("^; *","")`)} if { req.fhdr(cookie) -m sub __Host-guard }`,
    'http-request set-header Cookie %[var(txn.cookie)] if { var(txn.cookie) -m found }',
    'http-request del-header Cookie if { var(txn.cookie) -m found } { var(txn.cookie) -m len 0 }',
    "http-request del-header Authorization if { req.fhdr(authorization) -i -m reg '^bearer +gk_' }",
    'http-request del-header X-Api-Key if { req.fhdr(x-api-key) -m beg gk_ }',
    `http-request set-header Host ${literal(site.host)}`,
    'http-request set-header X-Forwarded-For %[src]',
    `http-request set-header X-Forwarded-Host ${literal(site.host)}`,
    'http-request set-header X-Forwarded-Proto https',
    `http-request set-header ${own.user} %[var(txn.guard.user)] if ${isSet}`,
    ...(site.userHeader === undefined ? [] : [`http-request set-header ${site.userHeader} %[var(txn.guard.user)] if ${isSet}`]),
    `http-request set-header ${own.assertion} %[var(txn.guard.assertion)] if { var(txn.guard.assertion) -m found }`,
    'http-request set-header X-Guard-Ticket %[var(txn.guard.ticket)] if { var(txn.guard.ticket) -m found }',
    ...injected(site, index, document),
    'http-request set-uri %[var(txn.guard.upstream)] if { var(txn.guard.upstream) -m found }',
  ]
}

/** In patterns, as HAProxy has names. */
function strippedNames(site: Site): readonly string[] {
  return [...stripped(site), ...(site.userHeader === undefined ? [] : [site.userHeader])].map((name) => escaped(name.toLowerCase()))
}

function injected({ inject }: Site, index: number, document: GuardDocument): readonly string[] {
  return inject === undefined ? [] : [`http-request set-header ${inject.header} ${quoted(`%[${secretSample(document, `inject-${index}`)}]`)}`]
}

function serverOf({ upstream }: Site, index: number, folder: string): string {
  if (upstream.kind === 'unix') return `server program ${quoted(`unix@${upstream.address}`)}`
  if (upstream.kind === 'http') return `server program ${upstream.address}`
  const { address, authority, name, certificate } = upstream
  return [
    `server program ${address} ssl verify required ssl-min-ver TLSv1.2`,
    `ca-file ${authority === undefined ? '@system-ca' : quoted(authority)}`,
    ...(name === undefined ? [] : [`verifyhost ${name} sni str(${name})`]),
    ...(certificate === undefined ? [] : [`crt ${quoted(join(folder, `upstream-${index}.pem`))}`]),
  ].join(' ')
}
