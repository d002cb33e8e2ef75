import type { Edited } from '../../model/change.ts'
import type { Channel, Component, Deployment } from '../../model/graph.ts'
import { channelOf } from '../../model/lookup.ts'
import { ownFiles } from '../../model/own-files.ts'
import type { WantConnect } from '../../model/want.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { trustFile } from '../../settings/trust-file.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'
import { moduleNeeds } from './edit-modules.ts'
import type { Deed } from './edit-text.ts'
import { at, changesFor, inFileOf, replace, set, sourcesOf } from './edit-text.ts'
import { inForce } from './force.ts'

const passing = /^(?:proxypass(?:reverse|match)?|balancermember|rewriterule)$/
const secure: Readonly<Record<string, string>> = { http: 'https', ws: 'wss' }

/** Requests go on by TLS, and the certificate is checked: chain and name (mod_ssl and mod_proxy of 2.4). */
export function connect({ channel: id, trust, credential }: WantConnect, { input }: Component, deployment: Deployment): Edited {
  const channel = channelOf(deployment, id)
  if (channel === undefined) return { cannot: `${id} is not there`, reason: 'not-in-files' }
  if (credential !== undefined) return { cannot: 'Apache passes on what callers send', reason: 'no-remedy' }
  if (trust === undefined) return { changes: [] }
  if (channel.protocol !== 'http') return { cannot: `Apache has no TLS for this connection that is known here`, reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const concerned = sources.all.filter((each) => passing.test(each.name) && each.args.some((word) => ledTo(word, channel, trust.port) !== word))
  if (concerned.length === 0) return { cannot: `where Apache passes requests on to ${channel.host} is not written out`, reason: 'file-cannot' }
  const homes = [...new Set(concerned.flatMap((each) => homesOf(each, sources.all)))]
  const why = homes.map((host) => whyNot(host, sources.all, channel)).find((each) => each !== undefined)
  if (why !== undefined) return why
  const modules = moduleNeeds(sources, 'ssl')
  if (!modules.isKnown)
    return {
      cannot: 'whether mod_ssl is loaded is not in the files, and Apache does not start without it then: `a2enmod ssl` first',
      reason: 'needs-person',
    }
  const deeds: readonly Deed[] = [
    ...modules.deeds,
    ...concerned.map((each) =>
      at(
        each,
        replace(
          each,
          each.args.map((word) => ledTo(word, channel, trust.port)),
        ),
      ),
    ),
    ...homes.flatMap((host) =>
      verified.map(([name, ...args]) =>
        host === undefined ? inFileOf(concerned[0]!, (text) => set(name, ...args)(text, [])) : at(host, set(name, ...args)),
      ),
    ),
  ]
  const done = changesFor(sources, deeds)
  return 'cannot' in done ? done : { ...done, changes: [trustFile(input, trust.authority), ...done.changes] }
}

const verified: readonly (readonly [name: string, ...args: readonly string[]])[] = [
  ['SSLProxyEngine', 'on'],
  ['SSLProxyVerify', 'require'],
  // the certificate, the one that issued it, and the authority
  ['SSLProxyVerifyDepth', '2'],
  ['SSLProxyCACertificateFile', ownFiles.authority],
  ['SSLProxyCheckPeerName', 'on'],
  ['SSLProxyCheckPeerExpire', 'on'],
  ['SSLProxyProtocol', '-all', '+TLSv1.2', '+TLSv1.3'],
]

/** A word that leads to the other end, with TLS; any other as it is. */
function ledTo(word: string, { host, port = 80 }: Channel, to: number): string {
  const [, before = '', scheme = '', authority = '', rest = ''] = /^(.*?)\b(https?|wss?):\/\/([^/\s?]+)(.*)$/is.exec(word) ?? []
  const tls = secure[scheme.toLowerCase()]
  const found = splitHostPort(authority)
  if (tls === undefined || found.host !== host || (found.port ?? 80) !== port) return word
  return `${before}${tls}://${authority.replace(/:\d+$/, '')}:${to}${rest}`
}

/** Virtual hosts in which a directive has its say: its own, or those that pass on to the group of which it tells a member. */
function homesOf(each: Directive, all: readonly Directive[]): readonly (Block | undefined)[] {
  const group = each.name === 'balancermember' ? each.within.findLast(({ name }) => name === 'proxy')?.args[0] : undefined
  if (group === undefined || hostOf(each) !== undefined) return [hostOf(each)]
  const callers = all.filter(({ name, args }) => name === 'proxypass' && args.some((word) => word.startsWith(group)))
  return callers.length === 0 ? [undefined] : callers.map((caller) => hostOf(caller))
}

function whyNot(host: Block | undefined, all: readonly Directive[], channel: Channel): Edited | undefined {
  const context = host === undefined ? [] : [host]
  // mod_proxy: the name that is checked is then the one that the caller asks for
  if (/^on$/i.test(inForce(all, context, 'proxypreservehost')?.args[0] ?? ''))
    return {
      cannot: `ProxyPreserveHost is on: Apache would ask ${channel.host} for a certificate of the public name; pass the name on in X-Forwarded-Host instead`,
      reason: 'would-break',
    }
  const authority = inForce(all, context, 'sslproxycacertificatefile')
  const isElsewhere = all.some(
    (each) => hostOf(each) === host && /^proxypass(?:match)?$/.test(each.name) && each.args.some((word) => /^(?:https|wss):/i.test(word)),
  )
  if (isElsewhere && authority?.args[0] !== ownFiles.authority)
    return { cannot: 'the same site passes on to another server by TLS, whose authority is another one', reason: 'would-break' }
  return undefined
}
