import { join } from 'node:path'
import { neverTries, tryEnding, tryWords } from '../../decide/tries.ts'
import type { GuardDocument } from '../../document/read.ts'
import { edgeRoutes, hasEdge } from '../../edge/routes.ts'
import { clientHeaders } from '../../model/request.ts'
import { edgeFiles, sockets } from '../types.ts'
import { hasPatterns } from './routes.ts'
import { secretSample } from './secrets.ts'
import type { Section } from './words.ts'
import { escaped, quoted } from './words.ts'

/** Headers of which one at most may come: who reads the first and who reads the last would differ. */
const single = ['host', ...clientHeaders.filter((header) => header !== 'accept' && header !== 'transfer-encoding')].map(escaped).join('|')
// HAProxy has no groups with numbers in what is only matched
const twice = `(?<one>${single})(?:,.*?)?,\\k<one>`

/** A header that may come once stands there twice: of the names of all, in one look. */
export const doubled: string = `{ req.hdr_names -m reg ${quoted(`(?:^|,)${twice}(?:,|$)`)} }`

/** Names with which a request is none that HAProxy judges: two that say who somebody is, and those of a socket or a body without a length. */
const odd = `(?:^|,)(?:upgrade|transfer-encoding|authorization,(?:.*?,)?x-api-key|x-api-key,(?:.*?,)?authorization|${twice})(?:,|$)`

/** The characters of a key, with none that parts it from its hash. */
const keyText = 'gk_[0-9A-Za-z_]{37,57}'

/** A target that every program reads in one way without a look at its letters; all others go the slow way. None says another method. */
const segment = '[A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+)*'
const plain = `^(?=.{1,2000}$)(?!.*(?i:_method=))/(?:${segment}/)*(?:${segment})?(?:[?][!-"$-~]*)?$`

const tried = `/(?:${tryWords.map(escaped).join('|')})(?:${tryEnding})?/`

/** `METHOD:` and an entry whose methods have it. */
const hasMethod = '^(?<one>[A-Z]+):[^/]+/[^/]+/[^/]+/(?:[A-Z]+,)*\\k<one>(?:,|$)'

/**
 * How HAProxy judges a key, before anything else is looked at: only ever yes. Whatever it does not know is asked of the decision service. A
 * connection remembers the hash of the key that came last: to hash is what costs most here.
 */
export function keyRules(document: GuardDocument): readonly string[] {
  if (!hasEdge(document)) return []
  const { settings, sites } = document
  const map = (kind: string, name: string): string => `${kind}(${join(settings.folder, name)})`
  const lease = map('map_str', edgeFiles.lease)
  const isSigned = settings.identity !== undefined
  const says = (name: string, sample: string, condition: string): string => `http-request set-var(${name}) ${quoted(sample)} if ${condition}`
  return [
    '# keys that are judged here; what is not known here is asked',
    says('txn.key', 'req.fhdr(x-api-key)', `{ req.fhdr(x-api-key) -m reg ${quoted(`^${keyText}$`)} }`),
    says(
      'txn.key',
      'req.fhdr(authorization),bytes(7)',
      `!{ var(txn.key) -m found } { req.fhdr(authorization) -m reg ${quoted(`^Bearer ${keyText}$`)} }`,
    ),
    'acl has_key var(txn.key) -m found',
    '# key and hash are one variable: over HTTP/2 several requests of a connection may be here at once',
    says('txn.hash', 'var(sess.hashed),field(2,/)', 'has_key { var(sess.hashed),field(1,/),strcmp(txn.key) eq 0 }'),
    says('txn.pepper', secretSample(document, 'pepper'), 'has_key !{ var(txn.hash) -m found }'),
    says('txn.hash', 'var(txn.key),hmac(sha256,txn.pepper),ub64enc', '{ var(txn.pepper) -m found }'),
    says('sess.hashed', 'var(txn.key),concat(/,txn.hash)', '{ var(txn.pepper) -m found }'),
    'http-request wait-for-body time 10s at-least 1 if { fc_http_major 2 } has_key !{ req.fhdr(content-length) -m found }',
    'acl is_bounded req.body_len eq 0',
    'acl is_bounded req.fhdr(content-length) -m found',
    `acl is_plain var(txn.target) -m reg ${quoted(plain)}`,
    `acl is_odd req.hdr_names -m reg ${quoted(odd)}`,
    'acl has_session req.fhdr(cookie) -m sub __Host-guard',
    says(
      'txn.place',
      'var(txn.target),regsub("/?(?:[?].*)?$","/!")',
      `has_key is_plain !is_odd !has_session is_bounded${settings.tls.workers === undefined ? '' : ' !{ ssl_c_used }'}`,
    ),
    '# passwords that are tried at the program are counted by the service',
    `http-request unset-var(txn.place) if !{ method ${neverTries.join(' ')} } { var(txn.place) -m reg -i ${quoted(tried)} }`,
    'acl has_place var(txn.place) -m found',
    says('txn.route', `req.fhdr(host),concat(@,sess.name),concat(,txn.place),${map('map_beg', edgeFiles.routes)}`, 'has_place'),
    ...(hasPatterns(document)
      ? [
          says(
            'txn.route',
            `req.fhdr(host),concat(@,sess.name),concat(,txn.place),${map('map_reg', edgeFiles.patterns)}`,
            '{ var(txn.route) -m str look }',
          ),
        ]
      : []),
    '# a path whose letters fold into another route is ambiguous',
    'acl has_capitals var(txn.place) -m reg [A-Z]',
    says('txn.folded', `req.fhdr(host),concat(@,sess.name),concat(,txn.place),lower,${map('map_beg', edgeFiles.folded)}`, 'has_capitals'),
    ...(hasPatterns(document)
      ? [
          says(
            'txn.folded',
            `req.fhdr(host),concat(@,sess.name),concat(,txn.place),lower,${map('map_reg', edgeFiles.foldedPatterns)}`,
            '{ var(txn.folded) -m str look }',
          ),
        ]
      : []),
    'http-request unset-var(txn.route) if has_capitals !{ var(txn.route),strcmp(txn.folded) eq 0 }',
    says('txn.entry', `var(txn.hash),concat(/,txn.route),concat(,txn.place),${map('map_beg', edgeFiles.keys)}`, '{ var(txn.route) -m found }'),
    'acl has_entry var(txn.entry) -m found',
    says('txn.network', `src,${map('map_ip', edgeFiles.networks)}`, '{ var(txn.route) -m found } !has_entry'),
    says(
      'txn.entry',
      `var(txn.hash),concat(/,txn.route),concat(@,txn.network),concat(,txn.place),${map('map_beg', edgeFiles.keys)}`,
      '{ var(txn.network) -m found }',
    ),
    says('txn.limit', 'var(txn.route),field(2,:)', 'has_entry { req.fhdr(content-length) -m found }'),
    'acl is_large req.hdr_val(content-length),sub(txn.limit) gt 0',
    says('txn.now', 'date(0,ms)', 'has_entry'),
    'acl is_in_force var(txn.entry),sub(txn.now) gt 0',
    `acl is_alive str(alive),${lease},sub(txn.now) gt 0`,
    `acl may_do method,concat(:,txn.entry) -m reg ${quoted(hasMethod)}`,
    says('txn.owner', 'var(txn.entry),field(3,/)', 'has_entry is_in_force is_alive may_do !is_large !{ stopping }'),
    ...(isSigned
      ? judgedSites(document).map((index) =>
          says(
            'txn.assertion',
            `str(a:${sites[index]!.component}:),concat(,txn.owner),${lease}`,
            `{ var(txn.owner) -m found } { var(txn.route) -m beg ${index}. }`,
          ),
        )
      : []),
    `acl is_fast var(txn.${isSigned ? 'assertion' : 'owner'}) -m found`,
    'http-request allow if is_fast',
    'http-request set-log-level silent',
  ]
}

/** Where a key that was judged goes. */
export function keyBackends(document: GuardDocument): readonly string[] {
  return judgedSites(document).map((index) => `use_backend keys_${index} if is_fast { var(txn.route) -m beg ${index}. }`)
}

function judgedSites(document: GuardDocument): readonly number[] {
  return hasEdge(document) ? [...document.sites.keys()].filter((index) => edgeRoutes(document.sites[index]!, index).length > 0) : []
}

/** One line for each key that was judged here, to the guard: it stays in HAProxy's memory while nobody reads it. */
export function usesLog(document: GuardDocument): readonly string[] {
  return hasEdge(document)
    ? [
        'log ring@guard_uses len 4096 format raw local0 info',
        `log-format ${quoted('use %[var(txn.route)] %[var(txn.entry)] %HM %ci %[var(txn.target)]')}`,
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
