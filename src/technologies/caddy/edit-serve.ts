import type { Edited, TextChange } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { isOpening } from './edit-text.ts'
import { configurationOf, onlyRedirects } from './read.ts'
import type { Site } from './sites.ts'

/** The sites of a plain port get a twin with TLS; then they send people there. Caddy has no site that takes both with a certificate of a file. */
export function serve({ port, tls, login }: WantServe, { input }: Component): Edited {
  if (login !== undefined) return { cannot: 'who may come in is decided by the programs behind it', reason: 'no-remedy' }
  if (tls === undefined) return { changes: [] }
  if (tls.clients !== undefined || tls.port === port)
    return { cannot: 'Caddy in front of people has a port for TLS beside the plain one', reason: 'no-remedy' }
  const { sites, path: main } = configurationOf(input, [])
  const plain = sites.filter((site) => site.addresses.some((address) => isPlain(address, port)) && !onlyRedirects(site))
  if (plain.length === 0) return { changes: [] }
  if (plain.some(({ addresses }) => addresses.some((address) => !isPlain(address, port))))
    return { cannot: 'a site stands at the plain port and at others: write one for each', reason: 'needs-person' }
  if (tls.acme !== undefined && plain.some(({ addresses }) => addresses.some(isNameless)))
    return { cannot: 'a site without a name has nothing to ask an issuer for', reason: 'needs-person' }
  const files = ownFilesOf(input)
  const done = [...new Set([...plain.map(({ path }) => path), ...(tls.acme === undefined ? [] : [main])])].map((path) => ({
    kind: 'edit' as const,
    path,
    edit: (text: string): TextChange =>
      inSteps(text, [
        // from the last to the first: lines above keep their numbers
        ...plain
          .filter((site) => site.path === path)
          .toSorted((one, other) => other.at.line - one.at.line)
          .map((site) => (now: string) => changed(now, site, sites, tls, files)),
        ...(path === main && tls.acme !== undefined ? [(now: string) => withIssuer(now, sites, tls.acme!)] : []),
      ]),
  }))
  return { changes: [...(tls.identity === undefined ? [] : serverFiles(tls.identity, { user: 0, group: 0 }, files)), ...done] }
}

function isPlain(address: string, port: number): boolean {
  const { host, port: own } = splitHostPort(address.replace(/^http:\/\//, ''))
  if (address.startsWith('http://')) return (own ?? 80) === port
  return !address.startsWith('https://') && own === port && (own === 80 || host === '')
}

function changed(
  text: string,
  site: Site,
  sites: readonly Site[],
  tls: ServeTls,
  files: Readonly<Record<'certificate' | 'key', string>>,
): TextChange {
  const lines = text.split('\n')
  const first = site.at.line - 1
  const last = closingLine(lines, first)
  if (last === undefined) return { cannot: 'a site without braces stays as it is: put what is in it between braces' }
  const inner = lines.slice(first + 1, last)
  const secure = site.addresses.map((address) => secured(address, tls.port))
  const isThere = sites.some((other) => secure.every((address) => other.addresses.includes(address)))
  const twin = ['', `${secure.join(', ')} {`, ...(tls.identity === undefined ? [] : [`\ttls ${files.certificate} ${files.key}`]), ...inner, '}']
  const away = `\tredir https://{host}${tls.outside === undefined || tls.outside === 443 ? '' : `:${tls.outside}`}{uri} 308`
  const now = [...(tls.plaintext === 'kept' ? inner : [away]), lines[last]!, ...(isThere ? [] : twin)]
  const start = lines.slice(0, first + 1).join('\n').length + 1
  const end = lines.slice(0, last + 1).join('\n').length
  return { edits: [{ start, end, text: now.join('\n').replaceAll('\r', '') }], notes: [] }
}

/** Global options stand in front of all sites (Caddy 2.6, "Global options"); who says where he asks stays with it. */
function withIssuer(text: string, sites: readonly Site[], acme: string): TextChange {
  const global = sites.find(({ addresses }) => addresses.length === 0)
  if (global?.lines.some(({ words: [name] }) => name === 'acme_ca' || name === 'cert_issuer') === true) return { edits: [], notes: [] }
  const start = global === undefined ? 0 : text.split('\n').slice(0, global.at.line).join('\n').length + 1
  return { edits: [{ start, end: start, text: global === undefined ? `{\n\tacme_ca ${acme}\n}\n\n` : `\tacme_ca ${acme}\n` }], notes: [] }
}

function isNameless(address: string): boolean {
  return splitHostPort(address.replace(/^http:\/\//, '')).host === ''
}

function secured(address: string, port: number): string {
  const { host } = splitHostPort(address.replace(/^http:\/\//, ''))
  return `https://${host}${port === 443 && host !== '' ? '' : `:${port}`}`
}

/** The line of the brace that closes what a line opens. */
function closingLine(lines: readonly string[], first: number): number | undefined {
  if (!isOpening(lines[first] ?? '')) return undefined
  let level = 0
  for (let index = first; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (isOpening(line)) level++
    else if (/^[ \t]*\}/.test(line) && --level === 0) return index
  }
  return undefined
}
