import { join } from 'node:path'
import type { GuardDocument } from '../../document/read.ts'
import { edgeRoutes, hasEdge, leftToService, methodBits } from '../../edge/routes.ts'
import type { Route, Site } from '../../model/site.ts'
import { byRank } from '../../paths/match.ts'
import type { RenderedFile } from '../types.ts'
import { edgeFiles, sockets } from '../types.ts'
import { secretSample } from './secrets.ts'
import type { Section } from './words.ts'
import { escaped, quoted } from './words.ts'

/** Maps that HAProxy reads when it starts. What the guard tells it of keys it is told later, and forgets with its process. */
export function edgeMaps(document: GuardDocument): readonly RenderedFile[] {
  if (!hasEdge(document)) return []
  const open = (name: string, text: string): RenderedFile => ({ name, text, isSecret: false })
  return [
    open(edgeFiles.keys, ''),
    open(edgeFiles.networks, ''),
    open(edgeFiles.lease, 'alive 0\ngeneration none\n'),
    open(
      edgeFiles.methods,
      Object.entries(methodBits)
        .map(([method, bit]) => `${method} ${bit}\n`)
        .join(''),
    ),
    ...document.sites.flatMap((site, index) =>
      edgeRoutes(site, index).length === 0
        ? []
        : [
            open(
              routesFile(index),
              routeLines(site, index, (text) => text),
            ),
            open(
              foldedFile(index),
              routeLines(site, index, (text) => text.toLowerCase()),
            ),
          ],
    ),
  ]
}

const routesFile = (site: number): string => `haproxy.routes-${site}`
const foldedFile = (site: number): string => `haproxy.folded-${site}`

/** Every route of a site, the most particular first: HAProxy takes the first that fits. */
function routeLines(site: Site, index: number, spelled: (text: string) => string): string {
  const names = new Map<Route, string>(edgeRoutes(site, index).map(({ name, route }) => [route, name]))
  return site.routes
    .toSorted(byRank)
    .map((route) => `${patternOf(route, spelled)} ${names.has(route) ? `${names.get(route)}:${route.body}` : leftToService}\n`)
    .join('')
}

function patternOf({ segments, below }: Route, spelled: (text: string) => string): string {
  const start = segments.map((one) => `/${one === undefined ? '[^/]+' : escaped(spelled(one))}`).join('')
  return `^${start}${below ? '(?:/.*)?' : '/?'}$`
}

/** A target that every program reads in one way without a look at its letters; all others go the slow way. */
const segment = '[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+)*'
const plain = `^/(?:${segment}/)*(?:${segment})?(?:[?][!-"$-~]*)?$`

/** How HAProxy judges a key: only ever yes. Whatever it does not know is asked of the decision service. */
export function keyRules(site: Site, index: number, document: GuardDocument): readonly string[] {
  const routes = edgeRoutes(site, index)
  const { settings } = document
  if (settings.keys === undefined || routes.length === 0) return []
  const map = (kind: string, name: string): string => `${kind}(${join(settings.folder, name)})`
  const lease = map('map_str', edgeFiles.lease)
  const isSigned = settings.identity !== undefined
  const says = (name: string, sample: string, condition: string): string => `http-request set-var(txn.${name}) ${quoted(sample)} if ${condition}`
  return [
    '# keys that are judged here; what is not known here is asked',
    'acl has_authorization req.fhdr(authorization) -m found',
    'acl has_api_key req.fhdr(x-api-key) -m found',
    says('key', 'req.fhdr(x-api-key)', '!has_authorization { req.fhdr(x-api-key) -m beg gk_ }'),
    says('key', 'req.fhdr(authorization),bytes(7)', "!has_api_key { req.fhdr(authorization) -m beg 'Bearer gk_' }"),
    'acl has_key var(txn.key) -m found',
    `acl is_plain var(txn.target) -m reg ${quoted(plain)}`,
    'acl is_short var(txn.target) -m len 1:2000',
    'acl names_method var(txn.target) -i -m sub _method=',
    `acl is_here req.fhdr(host) -i -m str ${quoted(site.host)} ${quoted(`${site.host}:${settings.listen.https}`)}`,
    'acl has_session req.fhdr(cookie) -m sub __Host-guard',
    'acl is_upgrade req.fhdr(upgrade) -m found',
    says(
      'path',
      'var(txn.target),field(1,?)',
      `has_key is_plain is_short is_here !names_method !has_session !is_upgrade${settings.tls.workers === undefined ? '' : ' !{ ssl_c_used }'}`,
    ),
    says('route', `var(txn.path),${map('map_reg', routesFile(index))}`, '{ var(txn.path) -m found }'),
    says('folded', `var(txn.path),lower,${map('map_reg', foldedFile(index))}`, '{ var(txn.route) -m found }'),
    '# a path whose letters fold into another route is ambiguous',
    `acl is_judged var(txn.route),strcmp(txn.folded) eq 0`,
    `acl is_left var(txn.route) -m str ${leftToService}`,
    says('way', 'var(txn.route),field(1,:)', 'is_judged !is_left'),
    'acl has_way var(txn.way) -m found',
    says('limit', 'var(txn.route),field(2,:)', 'has_way'),
    says('pepper', secretSample(document, 'pepper'), 'has_way'),
    says('place', 'var(txn.path),regsub("/?$","/!")', 'has_way'),
    says('hash', 'var(txn.key),hmac(sha256,txn.pepper),ub64enc,concat(/,txn.way)', 'has_way'),
    says('entry', `var(txn.hash),concat(,txn.place),${map('map_beg', edgeFiles.keys)}`, 'has_way'),
    says('network', `src,${map('map_ip', edgeFiles.networks)}`, 'has_way !{ var(txn.entry) -m found }'),
    says('entry', `var(txn.hash),concat(@,txn.network),concat(,txn.place),${map('map_beg', edgeFiles.keys)}`, '{ var(txn.network) -m found }'),
    'acl has_entry var(txn.entry) -m found',
    says('method', map('method,map_str_int', edgeFiles.methods), 'has_entry'),
    says('may', 'var(txn.entry),field(1,/),and(txn.method)', 'has_entry { var(txn.method) -m found }'),
    'acl may_do var(txn.may) -m int gt 0',
    says('owner', 'var(txn.entry),field(4,/)', 'may_do'),
    says('now', 'date', 'may_do'),
    says('moment', 'date(0,ms)', 'may_do'),
    'acl is_in_force var(txn.entry),field(2,/),sub(txn.now) gt 0',
    `acl is_alive str(alive),${lease},sub(txn.moment) gt 0`,
    'acl is_too_large req.hdr_val(content-length),sub(txn.limit) gt 0',
    ...(isSigned ? [says('assertion', `str(a:${site.component}:),concat(,txn.owner),${lease}`, '{ var(txn.owner) -m found }')] : []),
    says('fast', 'bool(true)', `may_do is_in_force is_alive !is_too_large !{ stopping }${isSigned ? ' { var(txn.assertion) -m found }' : ''}`),
    'acl is_fast var(txn.fast) -m bool',
    'http-request set-log-level info if is_fast',
    says('guard.user', 'str(system:),concat(,txn.owner)', 'is_fast'),
    ...(isSigned ? [says('guard.assertion', 'var(txn.assertion)', 'is_fast')] : []),
    ...routes.flatMap(({ name, route }) =>
      route.rewrite === undefined
        ? []
        : [
            `http-request replace-path ${quoted(`^(?:/[^/]+){${route.segments.length}}(?:/(.*))?$`)} ${quoted(`${route.rewrite.replace(/\/$/, '')}/\\1`)} if is_fast { var(txn.way) -m str ${name} }`,
          ],
    ),
  ]
}

/** One line for each key that was judged here, to the guard: it stays in HAProxy's memory while nobody reads it. */
export function usesLog(document: GuardDocument): readonly string[] {
  return hasEdge(document)
    ? [
        'log ring@guard_uses len 4096 format raw local0 info',
        `log-format ${quoted('use %[var(txn.way)] %[var(txn.entry)] %HM %ci %Ts %[var(txn.target)]')}`,
        'http-request set-log-level silent',
      ]
    : []
}

export function usesRing(document: GuardDocument): readonly Section[] {
  return hasEdge(document)
    ? [
        {
          head: 'ring guard_uses',
          lines: [
            'format raw',
            'maxlen 4096',
            'size 1048576',
            'timeout connect 1s',
            'timeout server 10s',
            `server guard ${quoted(`unix@${join(document.settings.folder, sockets.uses)}`)}`,
          ],
        },
      ]
    : []
}
