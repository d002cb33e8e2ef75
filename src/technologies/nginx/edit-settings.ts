import { nginxEdits } from '../../formats/edits/nginx.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Edited } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { Observation } from '../../model/observation.ts'
import type { WantSetting } from '../../model/want.ts'
import { headerDeeds, repeatedDeed } from './edit-headers.ts'
import { limitDeeds } from './edit-limits.ts'
import { replace } from './edit-replace.ts'
import { strangersRefused } from './edit-strangers.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, atHttp, changesFor, isWritten, sourcesOf } from './edit-text.ts'
import { protections } from './headers.ts'
import type { Scope } from './scopes.ts'
import { own, scopesIn } from './scopes.ts'
import type { Rule } from './tree.ts'

type Way = (sources: Sources, seen: readonly Observation[], value: string) => readonly Deed[]

/** Settings of one concern: all places where they are not as they should be, at once. */
export function editSetting(want: WantSetting, component: Component, deployment: Deployment): Edited {
  const { concern, key, value } = want
  if (value === null) return { cannot: `${key} is not taken out here`, reason: 'no-remedy' }
  const sources = sourcesOf(component.input)
  if (key === 'proxy_set_header Host') return strangersRefused(sources, component, deployment)
  const seen = component.observations.filter((each) => each.verdict === 'unsafe' && each.concern === concern && each.key === key)
  const way = ways[`${concern} ${key}`]
  if (way === undefined) return { cannot: `how ${key} of nginx is changed is not known here`, reason: 'no-remedy' }
  const deeds = way(sources, seen, value)
  if (deeds.length === 0 && seen.length > 0) return { cannot: `${key} is decided in the image itself`, reason: 'not-in-files' }
  return changesFor(sources, deeds, notes[`${concern} ${key}`])
}

const notes: Readonly<Record<string, readonly string[]>> = {
  'proxy-trust proxy_set_header X-Forwarded-For': [
    'the program behind sees the address that nginx sees: where another proxy stands in front, name it with set_real_ip_from',
  ],
  'rate-limit limit_req': [
    'one address gets 50 requests a second, and 200 more at once; what is beyond gets 429: raise both where many users share one address',
  ],
}

/** How each is written, by concern and key of what is said of it. */
const ways: Readonly<Record<string, Way>> = {
  'security-headers server_tokens': everywhere('server_tokens'),
  'tls-policy ssl_protocols': everywhere('ssl_protocols'),
  'tls-policy ssl_ciphers': everywhere('ssl_ciphers'),
  'anonymous-access autoindex': everywhere('autoindex'),
  'over-privileged-default user': everywhere('user'),
  'data-in-logs error_log': (sources, seen, value) =>
    directives(sources, seen, 'error_log').map((rule) => at(rule, (text, path) => replace(text, path, rule, [rule.args[0] ?? '', value]))),
  'security-headers return': (sources, seen) => withRequestUri(sources, seen, 'return'),
  'security-headers rewrite': (sources, seen) => withRequestUri(sources, seen, 'rewrite'),
  'security-headers Strict-Transport-Security': header('Strict-Transport-Security'),
  'security-headers X-Content-Type-Options': header('X-Content-Type-Options'),
  'security-headers X-Frame-Options': header('X-Frame-Options'),
  'security-headers add_header': (sources, seen) =>
    scopes(sources)
      .filter((scope) => own(scope, 'add_header').some((rule) => isSeen(rule, seen)))
      .map((scope) => repeatedDeed(scope, 'add_header', protections)),
  'proxy-trust proxy_set_header X-Forwarded-For': passed('X-Forwarded-For'),
  'proxy-trust proxy_set_header X-Forwarded-Proto': passed('X-Forwarded-Proto'),
  'proxy-trust proxy_set_header Connection': upgrade,
  'anonymous-access allow': (sources, seen) =>
    directives(sources, seen, 'allow').map((rule) => at(rule, (text, path) => nginxEdits.put(text, [...path, 'deny'], ['all']))),
  'remote-management stub_status': (sources, seen) =>
    directives(sources, seen, 'stub_status').map((rule) =>
      at(rule, (text, path) =>
        inSteps(text, [
          (now) => nginxEdits.put(now, [...path, 'allow'], ['127.0.0.1']),
          (now) => nginxEdits.put(now, [...path, 'allow'], ['::1']),
          (now) => nginxEdits.put(now, [...path, 'deny'], ['all']),
        ]),
      ),
    ),
  'rate-limit limit_req': (sources, seen) => limitDeeds(sources, servers(sources, seen)),
}

/** A directive at its value where it is written, and in the block where it is missing. */
function everywhere(name: string): Way {
  return (sources, seen, value) => {
    const args = value.split(' ')
    const written = directives(sources, seen, name).map((rule) => at(rule, (text, path) => replace(text, path, rule, args)))
    const blocks = homes(sources, seen).map((rule) => at(rule, (text, path) => nginxEdits.set(text, [...path, name], args)))
    return [...written, ...blocks]
  }
}

/** The block in which something is missing; where that is the image's `http`, the servers in it. */
function homes(sources: Sources, seen: readonly Observation[]): readonly Rule[] {
  const missing = seen.filter(({ basis }) => basis === 'default')
  const own = blocksOf(sources).filter(({ rule }) => isSeen(rule, missing))
  return unique(
    own.flatMap(({ rule, kind }) => {
      if (isWritten(sources, rule)) return [rule]
      return kind === 'http' ? sources.servers.http.map((server) => server.rule).filter((each) => isWritten(sources, each)) : []
    }),
  )
}

function header(name: string): Way {
  return (sources, seen, value) => {
    const old = rulesIn(sources, 'add_header').filter((rule) => isSeen(rule, seen) && rule.args[0]?.toLowerCase() === name.toLowerCase())
    return [
      ...old.map((rule) => at(rule, (text, path) => replace(text, path, rule, [name, value, 'always']))),
      ...lacking(sources, seen).flatMap((scope) => headerDeeds(scope, 'add_header', [name, value, 'always'])),
    ]
  }
}

function passed(name: string): Way {
  return (sources, seen, value) => {
    const old = rulesIn(sources, 'proxy_set_header').filter((rule) => isSeen(rule, seen) && rule.args[0]?.toLowerCase() === name.toLowerCase())
    return [
      ...old.map((rule) => at(rule, (text, path) => replace(text, path, rule, [name, value]))),
      ...lacking(sources, seen).flatMap((scope) => headerDeeds(scope, 'proxy_set_header', [name, value])),
    ]
  }
}

/** nginx's manual, "WebSocket proxying": a request asks for an upgrade where the client does. */
function upgrade(sources: Sources, seen: readonly Observation[]): readonly Deed[] {
  const rules = rulesIn(sources, 'proxy_set_header').filter((rule) => isSeen(rule, seen) && rule.args[0]?.toLowerCase() === 'connection')
  const known = rulesIn(sources, 'map').find(({ args: [from, to], body }) => from === '$http_upgrade' && to !== undefined && body !== undefined)
  const variable = known?.args[1] ?? '$connection_upgrade'
  const server = sources.servers.http.find((each) =>
    [each, ...scopesIn(each, 'location', 'if')].some((scope) => own(scope, 'proxy_set_header').some((rule) => rules.includes(rule))),
  )
  if (server === undefined) return []
  const map = atHttp(sources, server.rule, (text, path) =>
    nginxEdits.addBlock(text, path, {
      words: ['map', '$http_upgrade', variable],
      inner: [
        ['default', 'upgrade'],
        ['', 'close'],
      ],
    }),
  )
  return [
    ...(known === undefined ? [map] : []),
    ...rules.map((rule) => at(rule, (text, path) => replace(text, path, rule, ['Connection', variable]))),
  ]
}

/** `$request_uri` has the query in it already; `rewrite` adds it unless the text ends in a question mark. */
function withRequestUri(sources: Sources, seen: readonly Observation[], name: 'return' | 'rewrite'): readonly Deed[] {
  return directives(sources, seen, name).map((rule) => {
    const last = name === 'return' ? rule.args.length - 1 : 1
    const written = (rule.args[last] ?? '').replace(
      /\$\{?(?:document_)?uri\b\}?(?:\$is_args\$args|\$\{is_args\}\$\{args\}|\?\$args)?/g,
      '$request_uri',
    )
    const text = name === 'rewrite' && !written.endsWith('?') ? `${written}?` : written
    return at(rule, (now, path) => replace(now, path, rule, rule.args.with(last, text)))
  })
}

/** Directives of a name that something is said of. */
function directives(sources: Sources, seen: readonly Observation[], name: string): readonly Rule[] {
  return rulesIn(sources, name).filter((rule) =>
    isSeen(
      rule,
      seen.filter(({ basis }) => basis === 'configured'),
    ),
  )
}

function rulesIn(sources: Sources, name: string): readonly Rule[] {
  return unique(blocksOf(sources).flatMap((scope) => own(scope, name))).filter((rule) => isWritten(sources, rule))
}

/** Blocks in which a header is missing. */
function lacking(sources: Sources, seen: readonly Observation[]): readonly Scope[] {
  const missing = seen.filter(({ basis }) => basis === 'default')
  return scopes(sources).filter((scope) => isSeen(scope.rule, missing))
}

function servers(sources: Sources, seen: readonly Observation[]): readonly Scope[] {
  return sources.servers.http.filter((server) => isSeen(server.rule, seen) && isWritten(sources, server.rule))
}

/** Servers of `http` with what is in them. */
function scopes(sources: Sources): readonly Scope[] {
  return sources.servers.http.flatMap((server) => [server, ...scopesIn(server, 'location', 'if')]).filter(({ rule }) => isWritten(sources, rule))
}

function blocksOf({ servers: { root } }: Sources): readonly Scope[] {
  return [root, ...scopesIn(root, 'http', 'stream', 'mail', 'server', 'location', 'if')]
}

function isSeen({ trail: [place] }: Rule, seen: readonly Observation[]): boolean {
  return place !== undefined && seen.some(({ trail }) => trail.some(({ file, line }) => file === place.file && line === place.line))
}

/** A snippet that is included twice is one text. */
function unique(rules: readonly Rule[]): readonly Rule[] {
  const found = new Map(
    rules.map((rule) => [`${rule.trail[0]?.file ?? ''}\n${rule.trail[0]?.line ?? ''}\n${rule.name}\n${rule.args.join(' ')}`, rule]),
  )
  return [...found.values()]
}
