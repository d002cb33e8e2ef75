import { inSteps } from '../../formats/edits/steps.ts'
import { parseHttpd } from '../../formats/httpd.ts'
import type { Edited, TextChange } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFiles } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import { serverFiles } from '../../settings/server-files.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'
import { moduleNeeds } from './edit-modules.ts'
import type { Deed, Sources } from './edit-text.ts'
import { changesFor, inFileOf, put, sourcesOf } from './edit-text.ts'
import { addressOf, isRedirect, plainName } from './listeners.ts'

/** The sites of a plain port get a twin with TLS; then they send people there. */
export function serve({ port, tls, login }: WantServe, { input }: Component): Edited {
  if (login !== undefined) return { cannot: 'who may come in is decided by the programs behind it', reason: 'no-remedy' }
  if (tls === undefined) return { changes: [] }
  if (tls.acme !== undefined) return { cannot: 'Apache does not ask an issuer itself here', reason: 'no-remedy' }
  if (tls.clients !== undefined || tls.port === port)
    return { cannot: 'Apache in front of people has a port for TLS beside the plain one', reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const hosts = [...new Set(sources.all.flatMap((each) => hostOf(each) ?? []))].filter((host) => isPlain(host, port, sources.all))
  const why = whyNot(port, hosts, sources)
  if (why !== undefined) return why
  const deeds = hosts.flatMap((host) => deedsFor(host, sources, tls))
  if (deeds.length === 0) return { changes: [] }
  const listen = sources.all.find(({ name, args }) => name === 'listen' && addressOf(args[0] ?? '').port === port)
  const isListening = sources.all.some(({ name, args }) => name === 'listen' && addressOf(args[0] ?? '').port === tls.port)
  const modules = moduleNeeds(sources, 'ssl')
  if (!modules.isKnown)
    return {
      cannot: 'whether mod_ssl is loaded is not in the files, and Apache does not start without it then: `a2enmod ssl` first',
      reason: 'needs-person',
    }
  const door =
    listen === undefined || isListening ? [] : [inFileOf(listen, (text) => put('Listen', withPort(listen.args[0] ?? '', tls.port))(text, []))]
  const done = changesFor(sources, [...modules.deeds, ...door, ...deeds])
  if ('cannot' in done || tls.identity === undefined) return done
  const user = matchesImage(input.image, ['bitnami/apache']) ? 1001 : 0
  return { ...done, changes: [...serverFiles(tls.identity, { user, group: 0 }), ...done.changes] }
}

function isPlain(host: Block, port: number, all: readonly Directive[]): boolean {
  const own = all.filter((each) => hostOf(each) === host)
  const isTls = own.some(({ name, args }) => name === 'sslengine' && /^on$/i.test(args[0] ?? ''))
  return !isTls && !own.some(isRedirect) && host.args.some((text) => addressOf(text).port === port)
}

function whyNot(port: number, hosts: readonly Block[], { all }: Sources): Edited | undefined {
  const isServed = all.some((each) => hostOf(each) === undefined && /^(?:proxypass|documentroot)/.test(each.name))
  if (hosts.length === 0 && isServed && !all.some((each) => hostOf(each) !== undefined))
    return { cannot: `what Apache serves at ${port} stands outside of virtual hosts: put it into one`, reason: 'needs-person' }
  if (!all.some(({ name, args }) => name === 'listen' && addressOf(args[0] ?? '').port === port))
    return { cannot: 'which ports Apache listens on is written in files that are not here', reason: 'not-in-files' }
  if (hosts.some((host) => host.args.length > 1))
    return { cannot: 'a virtual host stands at several addresses: write one for each', reason: 'needs-person' }
  return hosts.some((host) => nameOf(host, all) === undefined)
    ? { cannot: 'a virtual host has no ServerName: there is no address to send people to', reason: 'needs-person' }
    : undefined
}

function nameOf(host: Block, all: readonly Directive[]): string | undefined {
  const name = all.find((each) => hostOf(each) === host && each.name === 'servername')?.args[0]
  return name === undefined ? undefined : plainName(name)
}

function deedsFor(host: Block, { all }: Sources, tls: ServeTls): readonly Deed[] {
  const name = nameOf(host, all)!
  const hasTwin = [...new Set(all.flatMap((each) => hostOf(each) ?? []))].some(
    (other) =>
      other !== host &&
      all.some((each) => hostOf(each) === other && each.name === 'sslengine' && /^on$/i.test(each.args[0] ?? '')) &&
      all.some((each) => hostOf(each) === other && /^server(?:name|alias)$/.test(each.name) && each.args.some((word) => plainName(word) === name)),
  )
  const [place] = host.from.trail
  const target = `https://${name}${tls.outside === undefined || tls.outside === 443 ? '' : `:${tls.outside}`}/`
  if (place === undefined || (hasTwin && tls.plaintext === 'kept')) return []
  return [
    {
      file: place.file,
      line: place.line,
      change: (text, path) => {
        const block = blockIn(text, path.at(-1) as number, host)
        if (block === undefined) return { cannot: 'the virtual host is not found where it was' }
        return inSteps(text, [
          ...(hasTwin ? [] : [(now: string) => withTwin(now, block, host, tls)]),
          ...(tls.plaintext === 'kept' ? [] : [(now: string) => withRedirect(now, block, target)]),
        ])
      },
    },
  ]
}

interface Range {
  readonly start: number
  readonly end: number
  /** Behind the line that opens it, and in front of the one that closes it. */
  readonly inner: { readonly start: number; readonly end: number }
}

/** Whole lines of a virtual host: the one of that number among those with its words. */
function blockIn(text: string, number: number, host: Block): Range | undefined {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  let left = number
  let open: number | undefined
  for (const { kind, name, args, line, endLine } of parseHttpd(text)) {
    if (name.toLowerCase() !== 'virtualhost') continue
    if (kind === 'open' && JSON.stringify(args) === JSON.stringify(host.args) && left-- === 0) open = line
    else if (kind === 'close' && open !== undefined)
      return {
        start: starts[open - 1]!,
        end: starts[endLine] ?? text.length,
        inner: { start: starts[open] ?? text.length, end: starts[line - 1]! },
      }
  }
  return undefined
}

/** The same site once more, at the port for TLS. */
function withTwin(text: string, { start, end, inner }: Range, host: Block, tls: ServeTls): TextChange {
  const head = text.slice(start, inner.start).replace(host.args[0] ?? '', withPort(host.args[0] ?? '', tls.port))
  const indent = /^[ \t]*/.exec(text.slice(inner.start))?.[0] ?? '    '
  const lines = [
    'SSLEngine on',
    ...(tls.identity === undefined ? [] : [`SSLCertificateFile ${ownFiles.certificate}`, `SSLCertificateKeyFile ${ownFiles.key}`]),
    'SSLProtocol -all +TLSv1.2 +TLSv1.3',
    `SSLCipherSuite ${intermediate.ciphers.join(':')}`,
    'SSLHonorCipherOrder off',
    'SSLSessionTickets off',
  ]
  const own = lines.map((line) => `${indent}${line}\n`).join('')
  const isOpen = !text.slice(0, end).endsWith('\n')
  const twin = `${isOpen ? '\n' : ''}${head}${own}${text.slice(inner.start, end)}`
  return { edits: [{ start: end, end, text: twin.replaceAll('\r\n', '\n') }], notes: [] }
}

/** Names stay; what was served is served at the other port. */
function withRedirect(text: string, { inner }: Range, target: string): TextChange {
  const names = text.slice(inner.start, inner.end).match(/^[ \t]*Server(?:Name|Alias)\b.*$/gim) ?? []
  const indent = /^[ \t]*/.exec(names[0] ?? '    ')?.[0] ?? ''
  const lines = [...names.map((line) => line.trimEnd()), `${indent}Redirect 308 / ${target}`]
  return { edits: [{ start: inner.start, end: inner.end, text: lines.map((line) => `${line}\n`).join('') }], notes: [] }
}

function withPort(address: string, port: number): string {
  return /^\d+$/.test(address) ? String(port) : `${address.replace(/:\d+$/, '')}:${port}`
}
