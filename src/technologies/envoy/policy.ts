import type { Entry, Node } from '../../formats/node.ts'
import { child, entriesOf, itemsOf, scalarText } from '../../formats/node.ts'
import type { DeadKey, Observation, Remark } from '../../model/technology.ts'
import type { Place } from '../../model/place.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { scalarsOf } from '../../settings/trees.ts'
import type { Manager } from './managers.ts'
import { entriesNamed, hasFilter } from './managers.ts'

const remote: Remark = {
  concern: 'proxy-trust',
  key: 'use_remote_address',
  stake: 'defence',
  expected: 'true at the edge',
  fix: 'set use_remote_address: true, and xff_num_trusted_hops to the number of proxies in front',
}
const paths: Remark = {
  concern: 'anonymous-access',
  key: 'normalize_path',
  stake: 'defence',
  expected: 'normalize_path: true and merge_slashes: true',
  fix: 'set normalize_path: true and merge_slashes: true in the http_connection_manager',
}
const origins: Remark = {
  concern: 'cross-origin',
  key: 'allow_origin_string_match',
  stake: 'data',
  expected: 'named origins',
  fix: 'name the origins that you own with exact',
}
const names: Remark = {
  concern: 'host-header',
  key: 'domains',
  stake: 'hygiene',
  expected: 'the names of the site',
  fix: 'name the hosts of the site in domains, so that other names get 404',
}
const forged: Remark = {
  concern: 'proxy-trust',
  key: 'request_headers_to_add',
  stake: 'data',
  expected: 'append_action: OVERWRITE_IF_EXISTS_OR_ADD',
  fix: 'set append_action: OVERWRITE_IF_EXISTS_OR_ADD',
}
const logged: Remark = {
  concern: 'data-in-logs',
  key: 'access_log',
  stake: 'defence',
  expected: 'no credentials in the format',
  fix: 'take the header out of the format of the access log',
}

const identity =
  /^(?:x-)?(?:remote-?user|remote-?groups?|authenticated-?user(?:id)?|webauth-user|forwarded-(?:user|email|groups)|user(?:-?id|-?name)?|client-(?:dn|cert)|jwt-payload|coopr-(?:userid|apikey|tenantid)|tenant-?id)$/i

/** What a connection manager of API v3 says and leaves out (Envoy's documentation of 1.31). */
export function managerObservations(tree: TreeDocument, manager: Manager): readonly Observation[] {
  const at = (line: number): readonly Place[] => [{ file: tree.document.file, line }, ...tree.document.mount]
  return [
    ...remoteAddress(manager, at),
    ...normalized(manager, at),
    ...crossOrigin(manager, at),
    ...anyHost(manager, at),
    ...appended(manager, at),
    ...accessLog(manager, at),
  ]
}

type At = (line: number) => readonly Place[]

function found(remark: Remark, entry: Entry, at: At, message: string, actual: string, verdict: Observation['verdict'] = 'unsafe'): Observation {
  return { ...remark, verdict, basis: 'configured', trail: at(entry.keySpan.line), message, actual }
}

function left(remark: Remark, line: number, at: At, message: string): Observation {
  return { ...remark, verdict: 'unsafe', basis: 'default', trail: at(line), message, actual: `${remark.key} is not set` }
}

function entry(node: Node, key: string): Entry | undefined {
  return entriesOf(node).findLast((one) => one.key === key)
}

function remoteAddress({ config }: Manager, at: At): readonly Observation[] {
  const own = entry(config, 'use_remote_address')
  const message = 'the address of a client is what its own X-Forwarded-For says, and with a private one it may set the internal headers of Envoy'
  if (own === undefined) return [left(remote, config.span.line, at, message)]
  if (scalarText(own.value) !== 'true') return [found(remote, own, at, message, 'false')]
  return [found(remote, own, at, 'the address is that of the connection', 'true', 'safe')]
}

/** Rules that look at paths see them as the client writes them, unless Envoy makes them plain first. */
function normalized(manager: Manager, at: At): readonly Observation[] {
  if (!['jwt_authn', 'rbac', 'ext_authz', 'basic_auth', 'oauth2'].some((kind) => hasFilter(manager, kind))) return []
  const own = entry(manager.config, 'normalize_path')
  const message = 'requests for /open/../closed or //closed get past rules about paths: the paths are not made plain before they are judged'
  if (own === undefined) return [left(paths, manager.config.span.line, at, message)]
  return scalarText(own.value) === 'true' ? [] : [found(paths, own, at, message, 'false')]
}

function crossOrigin({ config }: Manager, at: At): readonly Observation[] {
  return [...entriesNamed(config, 'allow_origin_string_match'), ...entriesNamed(config, 'allow_origin')].flatMap((own) => {
    const all = [...itemsOf(own.value)].some((item) => {
      const regex = scalarText(child(item, 'safe_regex', 'regex'))
      return (
        scalarText(item) === '*' ||
        scalarText(child(item, 'exact')) === '*' ||
        /^\*?$/.test(scalarText(child(item, 'prefix')) ?? 'x') ||
        /^\^?\.[*+]\$?$/.test(regex ?? '')
      )
    })
    if (!all) return []
    const policy = [...entriesNamed(config, 'cors'), ...entriesNamed(config, 'envoy.filters.http.cors')].find(({ value }) =>
      entriesOf(value).includes(own),
    )
    const credentials = scalarText(child(policy?.value, 'allow_credentials')) === 'true'
    const message = credentials ? 'every web site may read the answers with the login of its visitor' : 'every web site may read the answers'
    return [found(credentials ? origins : { ...origins, stake: 'hygiene' }, own, at, message, 'all origins')]
  })
}

function anyHost({ config }: Manager, at: At): readonly Observation[] {
  return entriesNamed(config, 'domains').flatMap((own) =>
    scalarsOf(own.value).some(({ text }) => text === '*')
      ? [found(names, own, at, 'every name that a client asks for is passed on: links that the application makes from it can be forged', '*')]
      : [],
  )
}

/** A header is appended to what the client sent, unless append_action says otherwise. */
function appended({ config }: Manager, at: At): readonly Observation[] {
  return entriesNamed(config, 'request_headers_to_add').flatMap((own) =>
    itemsOf(own.value).flatMap((item) => {
      const header = scalarText(child(item, 'header', 'key')) ?? ''
      const action = scalarText(child(item, 'append_action')) ?? (scalarText(child(item, 'append')) === 'false' ? 'OVERWRITE_IF_EXISTS_OR_ADD' : '')
      if (!identity.test(header) || action.startsWith('OVERWRITE')) return []
      const message = `${header} is added beside the one that the client sends: anybody may say who they are`
      return [{ ...found({ ...forged, key: header }, own, at, message, action === '' ? 'appended' : action), trail: at(item.span.line) }]
    }),
  )
}

function accessLog({ config }: Manager, at: At): readonly Observation[] {
  return entriesNamed(config, 'access_log').flatMap((own) => {
    const texts = [...entriesNamed(own.value, 'format'), ...entriesNamed(own.value, 'inline_string'), ...entriesNamed(own.value, 'json_format')]
    return texts.flatMap((one) => {
      const all = one.value.kind === 'scalar' ? [one.value.text] : entriesOf(one.value).map(({ value }) => scalarText(value) ?? '')
      const header = all.map((text) => /%REQ\((authorization|cookie|(?:x-)?api-key)/i.exec(text)?.[1]).find((name) => name !== undefined)
      return header === undefined
        ? []
        : [found(logged, one, at, `the access log holds ${header.toLowerCase()}: who reads the log may use it`, header.toLowerCase())]
    })
  })
}

/** Settings of routes that belong to a filter, and the filter is not there: it may have been commented out. */
export function unheard(tree: TreeDocument, manager: Manager): readonly DeadKey[] {
  const at = (line: number): readonly Place[] => [{ file: tree.document.file, line }, ...tree.document.mount]
  const kinds: readonly (readonly [string, string, string])[] = [
    ['rate_limits', 'ratelimit', 'no request is counted, and nobody is limited'],
    ['cors', 'cors', 'Envoy answers no preflight request and sends no headers for other origins'],
  ]
  return kinds.flatMap(([key, kind, effect]) => {
    const all = entriesNamed(child(manager.config, 'route_config'), key)
    if (all.length === 0 || hasFilter(manager, kind)) return []
    const line = commented(tree.document.text, `envoy.filters.http.${kind}`)
    const where = line === undefined ? '' : ` (it is commented out on line ${line})`
    return [
      {
        key,
        trail: all.flatMap(({ keySpan }) => at(keySpan.line).slice(0, 1)),
        why: `the filter envoy.filters.http.${kind} is not among http_filters${where}: ${effect}`,
        fix: `add envoy.filters.http.${kind} in front of the router, or take ${key} out`,
        stake: 'defence' as const,
      },
    ]
  })
}

function commented(text: string, what: string): number | undefined {
  const index = text.split('\n').findIndex((line) => line.trimStart().startsWith('#') && line.includes(what))
  return index === -1 ? undefined : index + 1
}
