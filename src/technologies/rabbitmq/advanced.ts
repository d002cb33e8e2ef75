import type { ErlangGroup, ErlangTerm } from '../../formats/erlang-terms.ts'
import { parseErlangTerms } from '../../formats/erlang-terms.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { encrypted } from './conf.ts'

/** Applications of a node and what their settings begin with in rabbitmq.conf (schemas of 3.10). */
const prefixes: ReadonlyMap<string, string> = new Map([
  ['rabbit', ''],
  ['kernel', 'distribution.listener.'],
  ['rabbitmq_management', 'management.'],
  ['rabbitmq_prometheus', 'prometheus.'],
  ['rabbitmq_mqtt', 'mqtt.'],
  ['rabbitmq_stomp', 'stomp.'],
  ['rabbitmq_stream', 'stream.'],
  ['rabbitmq_web_mqtt', 'web_mqtt.'],
  ['rabbitmq_web_stomp', 'web_stomp.'],
  ['rabbitmq_auth_backend_ldap', 'auth_ldap.'],
  ['rabbitmq_auth_backend_http', 'auth_http.'],
  ['rabbitmq_auth_backend_oauth2', 'auth_oauth2.'],
  ['rabbitmq_auth_backend_cache', 'auth_cache.'],
])

/** Names that differ in the two files. */
const names: ReadonlyMap<string, string> = new Map([
  ['tcp_listeners', 'listeners.tcp'],
  ['ssl_listeners', 'listeners.ssl'],
  ['tcp_config', 'tcp'],
  ['ssl_config', 'ssl'],
  ['content_security_policy', 'csp.policy'],
  ['strict_transport_security', 'hsts.policy'],
  ['cors_allow_origins', 'cors.allow_origins'],
  ['inet_dist_listen_min', 'port_range.min'],
  ['inet_dist_use_interface', 'interface'],
])

/**
 * Lays the Erlang terms of advanced.config or rabbitmq.config over the options, under the names that rabbitmq.conf has for them. A key of an
 * application is replaced as a whole: `ssl_options` there leaves nothing of ssl_options.* here (cuttlefish_advanced:overlay/2).
 */
export function layTermsOver(input: ComponentInput, path: string, options: Map<string, Setting>, gaps: Gap[]): void {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return
  const { value: terms = [], problems } = parseErlangTerms(document.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
  for (const [application, settings] of pairsOf(terms[0])) {
    const prefix = prefixes.get(application)
    if (prefix === undefined) continue
    for (const [name, value] of pairsOf(settings)) {
      const key = `${prefix}${names.get(name) ?? name}`
      for (const old of options.keys()) if (old === key || old.startsWith(`${key}.`)) options.delete(old)
      for (const [written, setting] of flattened(document, key, value)) options.set(written, setting)
    }
  }
}

/** `{name, Value}` of a property list; a bare atom is `{name, true}`, which nothing here asks for. */
function pairsOf(term: ErlangTerm | undefined): readonly (readonly [string, ErlangTerm])[] {
  if (term?.kind !== 'list') return []
  return term.items.flatMap((item) => {
    const pair = pairIn(item)
    return pair === undefined ? [] : [pair]
  })
}

function pairIn(term: ErlangTerm): readonly [string, ErlangTerm] | undefined {
  if (term.kind !== 'tuple' || term.items.length !== 2) return undefined
  const [key, value] = term.items
  return key?.kind === 'atom' && value !== undefined ? [key.text, value] : undefined
}

type Entry = readonly [string, Setting]

function flattened(document: Document, key: string, term: ErlangTerm): readonly Entry[] {
  const at = (text: string): Setting => settingAt(document, text, term.span)
  if (term.kind === 'tuple' && key.endsWith('_bind') && term.items.length === 2)
    return term.items.map((item, index) => [`${key}.${index === 0 ? 'user_dn' : 'password'}`, settingAt(document, textOf(item), item.span)])
  if (term.kind !== 'list') return [[key, term.kind === 'tuple' && isEncrypted(term) ? encrypted(at('')) : at(textOf(term))]]
  if (key === 'auth_backends') return term.items.flatMap((item, index) => backend(document, `${key}.${index + 1}`, item))
  if (key === 'stomp.default_user') {
    const renamed: ReadonlyMap<string, string> = new Map([
      ['login', 'user'],
      ['passcode', 'pass'],
    ])
    return pairsOf(term).flatMap(([name, value]) => flattened(document, `stomp.default_${renamed.get(name) ?? name}`, value))
  }
  if (term.items.length === 0) return [[key, at('none')]]
  const pairs = pairsOf(term)
  // the last of equal keys is shadowed: proplists:get_value/2 takes the first
  if (pairs.length === term.items.length && !/(?:^|\.)listeners\.(?:tcp|ssl)$/.test(key))
    return pairs
      .toReversed()
      .flatMap(([name, value]) => flattened(document, name === 'ssl_opts' && key.endsWith('.ssl') ? key : `${key}.${name}`, value))
  return term.items.map((item, index) =>
    key === 'loopback_users'
      ? [`${key}.${textOf(item)}`, settingAt(document, 'true', item.span)]
      : [`${key}.${index + 1}`, settingAt(document, textOf(item), item.span)],
  )
}

function isEncrypted({ items }: ErlangGroup): boolean {
  return items.length === 2 && items[0]?.kind === 'atom' && items[0].text === 'encrypted'
}

/** A scalar as it is; `{127,0,0,1}` and `{"::1", 5672}` as addresses are written. */
function textOf(term: ErlangTerm): string {
  if (!('items' in term)) return term.text
  const numbers = term.items.map((item) => (item.kind === 'number' ? item.text : undefined))
  if (term.kind === 'tuple' && term.items.length === 4 && !numbers.includes(undefined)) return numbers.join('.')
  if (term.kind === 'tuple' && term.items.length === 8 && !numbers.includes(undefined))
    return numbers.map((one) => Number(one).toString(16)).join(':')
  return term.kind === 'tuple' && term.items.length === 2 ? term.items.map(textOf).join(':') : term.kind
}

/** `rabbit_auth_backend_ldap`, or `{rabbit_auth_backend_ldap, rabbit_auth_backend_internal}`: who logs in, and what that user may do. */
function backend(document: Document, key: string, term: ErlangTerm): readonly Entry[] {
  const short = (one: ErlangTerm): string => textOf(one).replace(/^rabbit_auth_backend_/, '')
  const entry = (name: string, one: ErlangTerm): Entry => [name, settingAt(document, short(one), one.span)]
  if (term.kind !== 'tuple') return [entry(key, term)]
  return term.items.flatMap((item, index) => {
    const authorities = item.kind === 'list' ? item.items : [item]
    return authorities.map((one, number) => entry(`${key}.${index === 0 ? 'authn' : 'authz'}${number === 0 ? '' : `.${number + 1}`}`, one))
  })
}
