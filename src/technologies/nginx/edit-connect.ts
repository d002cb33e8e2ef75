import type { BlockPath } from '../../formats/edits/blocks.ts'
import { nginxEdits } from '../../formats/edits/nginx.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Edited, TextChange } from '../../model/change.ts'
import type { Channel, Component, Deployment } from '../../model/graph.ts'
import { channelOf } from '../../model/lookup.ts'
import { ownFiles } from '../../model/own-files.ts'
import type { ConnectTrust, WantConnect } from '../../model/want.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import { trustFile } from '../../settings/trust-file.ts'
import { replace } from './edit-replace.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, changesFor, isWritten, sourcesOf } from './edit-text.ts'
import type { Scope } from './scopes.ts'
import { own, scopesIn } from './scopes.ts'
import type { Rule } from './tree.ts'

type Family = 'proxy' | 'grpc'

/** Requests go on by TLS, and the certificate is checked: chain and name (ngx_http_proxy_module, ngx_http_grpc_module). */
export function connect({ channel: id, trust, credential }: WantConnect, { input }: Component, deployment: Deployment): Edited {
  const channel = channelOf(deployment, id)
  if (channel === undefined) return { cannot: `${id} is not there`, reason: 'not-in-files' }
  if (credential !== undefined) return { cannot: 'nginx passes on what callers send', reason: 'no-remedy' }
  if (trust === undefined) return { changes: [] }
  const family: Family | undefined = channel.key === 'proxy_pass' ? 'proxy' : channel.key === 'grpc_pass' ? 'grpc' : undefined
  if (family === undefined || (channel.protocol !== 'http' && channel.protocol !== 'grpc'))
    return { cannot: `nginx has no TLS for ${channel.key} that is known here`, reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const deeds: Deed[] = []
  for (const scope of scopesIn(sources.servers.root, 'server', 'location', 'if', 'limit_except')) {
    for (const rule of own(scope, channel.key)) {
      const found = deedsFor(scope, rule, channel, trust, family, sources)
      if ('cannot' in found) return { ...found, reason: 'would-break' }
      deeds.push(...found)
    }
  }
  if (deeds.length === 0) return { cannot: `where nginx passes requests on to ${channel.host} is put together from variables`, reason: 'file-cannot' }
  const done = changesFor(sources, deeds)
  return 'cannot' in done ? done : { ...done, changes: [trustFile(input, trust.authority), ...done.changes] }
}

function deedsFor(
  scope: Scope,
  rule: Rule,
  channel: Channel,
  trust: ConnectTrust,
  family: Family,
  sources: Sources,
): readonly Deed[] | { readonly cannot: string } {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z]+:\/\/)?([^/?]*)(.*)$/s.exec(rule.args[0] ?? '') ?? []
  if (!isWritten(sources, rule) || !/^(?:https?|grpcs?):\/\/$|^$/.test(scheme)) return []
  const secure = family === 'proxy' ? 'https://' : 'grpcs://'
  const group = scopesIn(sources.servers.root, 'upstream').find((each) => each.rule.args[0] === authority)
  const members = group === undefined ? [] : own(group, 'server')
  if (!(group === undefined ? [authority] : members.map(({ args: [address = ''] }) => address)).some((address) => leadsTo(address, channel, scheme)))
    return []
  const hosts = new Set(members.map(({ args: [address = ''] }) => splitHostPort(address).host))
  if (hosts.size > 1)
    return { cannot: `${authority} has several members, and nginx checks one name for all of them: their certificates need a name in common` }
  const host = splitHostPort(group === undefined ? authority : (members[0]?.args[0] ?? '')).host
  const address = `${channel.host}:${trust.port}`
  const target = group === undefined ? (trust.port === 443 ? channel.host : address) : authority
  // an `if` may hold where requests go, and nothing of how
  const home = scope.kind === 'if' || scope.kind === 'limit_except' ? scope.parent : undefined
  return [
    at(rule, (text, path) => replace(text, path, rule, [`${secure}${target}${rest}`])),
    home === undefined
      ? at(rule, (text, path) => verified(text, path, family, host))
      : at(home.rule, (text, path) => verified(text, path, family, host)),
    ...members
      .filter((member) => portOf(member.args[0] ?? '') !== trust.port)
      .map((member) => at(member, (text, path) => replace(text, path, member, [address, ...member.args.slice(1)]))),
  ]
}

function leadsTo(address: string, channel: Channel, scheme: string): boolean {
  const { host, port = scheme.includes('s:') ? 443 : 80 } = splitHostPort(address)
  return host === channel.host && port === (channel.port ?? 80)
}

function portOf(address: string): number {
  return splitHostPort(address).port ?? 80
}

function verified(text: string, path: BlockPath, family: Family, host: string): TextChange {
  const set =
    (name: string, ...args: readonly string[]) =>
    (now: string) =>
      nginxEdits.set(now, [...path, `${family}_ssl_${name}`], args)
  return inSteps(text, [
    set('verify', 'on'),
    // the certificate, the one that issued it, and the authority
    set('verify_depth', '2'),
    set('trusted_certificate', ownFiles.authority),
    set('name', host),
    set('server_name', 'on'),
    set('protocols', ...intermediate.versions),
    // the next connection takes up the session of the one before
    set('session_reuse', 'on'),
  ])
}
