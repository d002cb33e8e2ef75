import type { Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolderOf } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import type { Deed } from './edit-text.ts'
import { added, changesFor, rewritten, sourcesOf } from './edit-text.ts'
import { addressOf, isRedirect } from './listeners.ts'
import type { Line, Section } from './sections.ts'
import { lineOf } from './sections.ts'

/** A frontend of a plain port takes TLS at another one beside it; then it sends there who comes without (manual 2.6, 4.2 and 5.1). */
export function serve({ port, tls, login }: WantServe, { input }: Component): Edited {
  if (login !== undefined) return { cannot: 'who may come in is decided by the programs behind it', reason: 'no-remedy' }
  if (tls === undefined) return { changes: [] }
  if (tls.acme !== undefined) return { cannot: 'HAProxy does not ask an issuer itself here', reason: 'no-remedy' }
  if (tls.clients !== undefined || tls.port === port)
    return { cannot: 'HAProxy in front of people has a port for TLS beside the plain one', reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const fronts = sources.sections.filter((section) => plainBind(section, port) !== undefined && !section.lines.some(isRedirect))
  if (fronts.length === 0) return { changes: [] }
  if (fronts.some((section) => lineOf(section, 'mode')?.words[1] !== 'http'))
    return { cannot: `what comes in at ${port} is passed on as bytes: HAProxy cannot send anybody to TLS there`, reason: 'would-break' }
  const file = `${ownFolderOf(input)}/tls.pem`
  const deeds = fronts.flatMap((section) => deedsFor(section, plainBind(section, port)!, tls, file, sources.sections))
  const done = changesFor(sources, deeds)
  if ('cannot' in done || tls.identity === undefined) return done
  const { certificate, key, authority } = tls.identity
  return {
    ...done,
    changes: [
      // certificate and key in one
      { kind: 'file', path: file, text: `${certificate}${key.value}`, isSecret: true, owner: ownerIn(input) },
      { kind: 'file', path: `${ownFolderOf(input)}/ca.crt`, text: authority, isSecret: false },
      ...done.changes,
    ],
  }
}

function deedsFor(section: Section, plain: Line, tls: ServeTls, file: string, all: readonly Section[]): readonly Deed[] {
  const takes = (each: Section): boolean => each.lines.some((line) => line.words.includes('ssl') && portsOf(line).includes(tls.port))
  const own = section.lines.find((line) => line.words.includes('ssl') && portsOf(line).includes(tls.port))
  const isElsewhere = own === undefined && all.some((each) => each !== section && takes(each))
  const secure = [
    'bind',
    (plain.words[1] ?? '').replace(/:[\d-]+$/, `:${tls.port}`),
    ...`ssl crt ${file} ssl-min-ver TLSv1.2 ciphers ${intermediate.ciphers.join(':')} no-tls-tickets`.split(' '),
  ]
  const bind =
    isElsewhere || tls.identity === undefined
      ? []
      : own === undefined
        ? [added(section, secure)]
        : isOurs(own, file)
          ? [rewritten(section, own, secure)]
          : []
  if (tls.plaintext === 'kept') return bind
  return [...bind, added(section, redirect(tls.outside), ([name]) => name === 'http-request' || name === 'redirect')]
}

/** 308 keeps method and body. `scheme` keeps the port that was asked for, which is another one where TLS has not its usual port. */
function redirect(outside = 443): readonly string[] {
  const to = outside === 443 ? ['scheme', 'https'] : ['prefix', `https://%[req.hdr(host),field(1,:)]:${outside}`]
  return ['http-request', 'redirect', ...to, 'code', '308', 'if', '!{', 'ssl_fc', '}']
}

function isOurs({ words }: Line, file: string): boolean {
  return words.includes(file)
}

function plainBind({ kind, lines }: Section, port: number): Line | undefined {
  if (kind !== 'frontend' && kind !== 'listen') return undefined
  return lines.find((line) => line.words[0] === 'bind' && !line.words.includes('ssl') && portsOf(line).includes(port))
}

/** A bind line of one address; one with several is left to a person. */
function portsOf({ words }: Line): readonly number[] {
  const address = words[0] === 'bind' ? (words[1] ?? '') : ''
  return address.includes(',') ? [] : addressOf(address).ports
}

/** The official image runs as `haproxy` since 2.4; on a machine the first process reads the key before it gives up root. */
function ownerIn({ image }: ComponentInput): { readonly user: number; readonly group: number } {
  if (matchesImage(image, ['haproxy'])) return { user: 99, group: 99 }
  return matchesImage(image, ['bitnami/haproxy']) ? { user: 1001, group: 0 } : { user: 0, group: 0 }
}
