import type { Edited } from '../../model/change.ts'
import type { Channel, Component, Deployment } from '../../model/graph.ts'
import { channelOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantConnect } from '../../model/want.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { trustFile } from '../../settings/trust-file.ts'
import type { Deed } from './edit-text.ts'
import { changesFor, rewritten, sourcesOf } from './edit-text.ts'
import type { Line } from './sections.ts'

/** Requests go on by TLS, and the certificate is checked: chain and name (manual 2.6, 5.2). */
export function connect({ channel: id, trust, credential }: WantConnect, { input }: Component, deployment: Deployment): Edited {
  const channel = channelOf(deployment, id)
  if (channel === undefined) return { cannot: `${id} is not there`, reason: 'not-in-files' }
  if (credential !== undefined) return { cannot: 'HAProxy passes on what callers send', reason: 'no-remedy' }
  if (trust === undefined) return { changes: [] }
  const sources = sourcesOf(input)
  const { authority } = ownFilesOf(input)
  const deeds = sources.sections.flatMap((section) =>
    section.lines.flatMap((line): readonly Deed[] =>
      leadsTo(line, channel) ? [rewritten(section, line, secured(line, channel.host, trust.port, authority))] : [],
    ),
  )
  if (deeds.length === 0) return { cannot: `where HAProxy passes requests on to ${channel.host} is not found in its lines`, reason: 'file-cannot' }
  const done = changesFor(sources, deeds)
  return 'cannot' in done ? done : { ...done, changes: [trustFile(input, trust.authority), ...done.changes] }
}

/** `server one app:5000 ...`; a template makes several of one name. */
function addressAt({ words }: Line): number {
  return words[0] === 'server' ? 2 : words[0] === 'server-template' ? 3 : -1
}

function leadsTo(line: Line, { host, port }: Channel): boolean {
  const address = splitHostPort((line.words[addressAt(line)] ?? '').replace(/^(?:ipv[46]|tcp[46]?)@/, ''))
  return address.host === host && (port === undefined || address.port === port)
}

const settled: ReadonlyMap<string, number> = new Map([
  ['ssl', 1],
  ['no-ssl', 1],
  ['verify', 2],
  ['verifyhost', 2],
  ['ca-file', 2],
  ['sni', 2],
])

function secured(line: Line, host: string, port: number, authority: string): readonly string[] {
  const at = addressAt(line)
  const address = line.words[at] ?? ''
  const kept: string[] = []
  for (let index = at + 1; index < line.words.length; index++) {
    const words = settled.get(line.words[index] ?? '')
    if (words === undefined) kept.push(line.words[index] ?? '')
    else index += words - 1
  }
  return [
    ...line.words.slice(0, at),
    /:\d+$/.test(address) ? address.replace(/:\d+$/, `:${port}`) : `${address}:${port}`,
    ...kept,
    ...`ssl verify required ca-file ${authority} verifyhost ${host} sni str(${host})`.split(' '),
  ]
}
