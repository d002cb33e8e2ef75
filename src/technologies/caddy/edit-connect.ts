import type { Edited } from '../../model/change.ts'
import type { Channel, Component, Deployment } from '../../model/graph.ts'
import { channelOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantConnect } from '../../model/want.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { trustFile } from '../../settings/trust-file.ts'
import type { Deed } from './edit-text.ts'
import { at, changesFor, indentOf, isOpening } from './edit-text.ts'
import { configurationOf } from './read.ts'
import type { Line, Site } from './sites.ts'

/** Requests go on by TLS; chain and name are checked unless somebody says otherwise (Caddy 2.6, "reverse_proxy", "The http transport"). */
export function connect({ channel: id, trust, credential }: WantConnect, { input }: Component, deployment: Deployment): Edited {
  const channel = channelOf(deployment, id)
  if (channel === undefined) return { cannot: `${id} is not there`, reason: 'not-in-files' }
  if (credential !== undefined) return { cannot: 'Caddy passes on what callers send', reason: 'no-remedy' }
  if (trust === undefined) return { changes: [] }
  const { authority } = ownFilesOf(input)
  const deeds: Deed[] = []
  for (const site of configurationOf(input, []).sites)
    for (const line of site.lines) {
      const targets = line.words[0] === 'reverse_proxy' ? line.words.slice(1).filter((word) => leadsTo(word, channel)) : []
      if (targets.length === 0) continue
      if (line.words.slice(1).some((word) => isAddress(word) && !targets.includes(word)))
        return { cannot: 'one reverse_proxy leads to several programs, and all of them take TLS, or none does', reason: 'would-break' }
      deeds.push(...deedsFor(site, line, targets, `https://${channel.host}:${trust.port}`, authority))
    }
  if (deeds.length === 0) return { cannot: `where Caddy passes requests on to ${channel.host} is not found in its lines`, reason: 'file-cannot' }
  const done = changesFor(deeds)
  return 'cannot' in done ? done : { ...done, changes: [trustFile(input, trust.authority), ...done.changes] }
}

function isAddress(word: string): boolean {
  return /^(?:(?:https?|h2c):\/\/)?[\w.-]+:\d+$/.test(word)
}

function leadsTo(word: string, { host, port }: Channel): boolean {
  const address = splitHostPort(word.replace(/^[a-z0-9]+:\/\//, ''))
  return isAddress(word) && address.host === host && address.port === port
}

function deedsFor(site: Site, line: Line, targets: readonly string[], address: string, authority: string): readonly Deed[] {
  const inside = site.lines.filter(({ opener }) => opener !== undefined && opener.at === line.at)
  const transport = inside.find(({ words }) => words[0] === 'transport' && words[1] === 'http')
  const within = site.lines.filter(({ opener }) => transport !== undefined && opener?.at === transport.at)
  const trusted = `tls_trusted_ca_certs ${authority}`
  const pointed = (text: string): string => targets.reduce((now, target) => now.replace(target, address), text)
  const gone = within
    .filter(({ words }) => words[0] === 'tls_insecure_skip_verify' || words[0] === 'tls_trusted_ca_certs' || words[0] === 'tls')
    .map((each) => at(each.path, each.at, () => []))
  if (transport !== undefined)
    return [
      at(line.path, line.at, (text) => [pointed(text)]),
      at(transport.path, transport.at, (text) => (isOpening(text) ? [text, `${indentOf(text).inner}${trusted}`] : opened(text, [trusted]))),
      ...gone,
    ]
  return [
    at(line.path, line.at, (text) => {
      const { inner } = indentOf(text)
      const block = opened(`${inner}transport http`, [trusted])
      return isOpening(text) ? [pointed(text), ...block] : opened(pointed(text), block, true)
    }),
  ]
}

/** A line with a block of its own. */
function opened(text: string, lines: readonly string[], isIndented = false): readonly string[] {
  const { own, inner } = indentOf(text)
  const [, head = text, comment = ''] = /^(.*?)([ \t]*(?:[ \t]#.*)?)$/.exec(text) ?? []
  return [`${head} {${comment}`, ...(isIndented ? lines : lines.map((line) => `${inner}${line}`)), `${own}}`]
}
