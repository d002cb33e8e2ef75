import type { BlockPath, BlockStatement, Statement } from '../../formats/edits/blocks.ts'
import { nginxEdits } from '../../formats/edits/nginx.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Edited, TextChange } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFiles } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import { serverFiles } from '../../settings/server-files.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, atHttp, changesFor, isWritten, sourcesOf } from './edit-text.ts'
import { onlyRedirects } from './redirects.ts'
import type { Scope } from './scopes.ts'
import { inForce, own, scopesIn } from './scopes.ts'
import type { Listen } from './servers.ts'
import type { Rule } from './tree.ts'

/** A plain port of nginx gets one with TLS beside it; who comes in plain is served, or sent there. */
export function serve({ port, tls, login }: WantServe, { input }: Component): Edited {
  if (login !== undefined) return { cannot: 'who may come in is decided by the programs behind it', reason: 'no-remedy' }
  if (tls === undefined) return { changes: [] }
  if (tls.acme !== undefined) return { cannot: 'nginx does not ask an issuer itself here', reason: 'no-remedy' }
  if (tls.clients !== undefined) return { cannot: 'nginx in front of people asks nobody for a certificate', reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const plain = sources.servers.listens.filter((listen) => listen.port === port && !listen.tls && listen.kind === 'http')
  const concerned = [...new Set(plain.map(({ server }) => server))].filter((server) => !onlyRedirects(server))
  if (concerned.length === 0) return { changes: [] }
  if (concerned.some(({ rule }) => !isWritten(sources, rule)))
    return { cannot: `what listens on ${port} is written in the image itself`, reason: 'not-in-files' }
  if (tls.port === port) return { cannot: 'the port for TLS is one beside the plain one', reason: 'no-remedy' }
  const deeds = concerned.flatMap((server) => deedsFor(server, plain, sources, tls))
  const done = changesFor(sources, deeds)
  if ('cannot' in done || tls.identity === undefined) return done
  // the first process reads the key before it gives up root
  const user = matchesImage(input.image, ['*/nginx-unprivileged'])
    ? 101
    : matchesImage(input.image, ['bitnami/nginx', 'bitnami/openresty'])
      ? 1001
      : 0
  return { ...done, changes: [...serverFiles(tls.identity, { user, group: user === 1001 ? 0 : user }), ...done.changes] }
}

function deedsFor(server: Scope, plain: readonly Listen[], sources: Sources, tls: ServeTls): readonly Deed[] {
  const rules = plain.filter((listen) => listen.server === server).map(({ rule }) => rule)
  const hasTls = sources.servers.listens.some((listen) => listen.server === server && listen.tls)
  const twin = hasTls ? undefined : twinOf(server, sources)
  const target = `https://$host${tls.outside === undefined || tls.outside === 443 ? '' : `:${tls.outside}`}$request_uri`
  // another server has the names with TLS: this one has nothing more to say
  if (twin !== undefined)
    return tls.plaintext === 'kept' ? [] : [at(server.rule, (text, path) => nginxEdits.put(text, [...path, 'return'], ['308', target]))]
  const encrypted = hasTls && tls.identity === undefined ? [] : [at(server.rule, (text, path) => withTls(text, path, rules, hasTls, tls))]
  if (tls.plaintext === 'kept') return encrypted
  return [
    ...encrypted,
    at(server.rule, (text, path) => withoutListen(text, path, rules)),
    atHttp(sources, server.rule, (text, path) => nginxEdits.addBlock(text, path, redirect(server, rules, target))),
  ]
}

/** A server with TLS for all the names of one without. */
function twinOf(server: Scope, { servers }: Sources): Scope | undefined {
  const names = namesOf(server)
  return servers.listens.find(
    (listen) => listen.tls && listen.kind === 'http' && listen.server !== server && names.every((name) => namesOf(listen.server).includes(name)),
  )?.server
}

function namesOf(server: Scope): readonly string[] {
  const names = own(server, 'server_name').flatMap(({ args }) => args)
  return names.length === 0 ? [''] : names
}

function withTls(text: string, path: BlockPath, rules: readonly Rule[], hasTls: boolean, tls: ServeTls): TextChange {
  const listens = hasTls ? [] : rules.map((rule) => (rule.name === 'listen' ? encrypted(rule.args, tls.port) : [String(tls.port), 'ssl']))
  // without a word of it nginx listens on 80, with one it does not
  const implied = !hasTls && rules.some(({ name }) => name !== 'listen') ? [['80']] : []
  const set =
    (name: string, ...args: readonly string[]) =>
    (now: string) =>
      nginxEdits.set(now, [...path, name], args)
  return inSteps(text, [
    ...[...implied, ...listens].map((args) => (now: string) => nginxEdits.put(now, [...path, 'listen'], args)),
    ...(tls.identity === undefined ? [] : [set('ssl_certificate', ownFiles.certificate), set('ssl_certificate_key', ownFiles.key)]),
    set('ssl_protocols', ...intermediate.versions),
    set('ssl_ciphers', intermediate.ciphers.join(':')),
    set('ssl_prefer_server_ciphers', 'off'),
    set('ssl_session_tickets', 'off'),
  ])
}

/** `80`, `[::]:80 default_server`, `10.0.0.1`. */
function encrypted([address = '', ...words]: readonly string[], port: number): readonly string[] {
  const host = /^\d+$/.test(address) ? '' : address.replace(/:\d+$/, '')
  return [host === '' ? String(port) : `${host}:${port}`, 'ssl', ...words]
}

function withoutListen(text: string, path: BlockPath, rules: readonly Rule[]): TextChange {
  const gone = new Set(rules.map(({ args }) => JSON.stringify(args)))
  // what nginx listens on without a word of it
  if (rules.some(({ name }) => name !== 'listen')) gone.add('["80"]')
  return nginxEdits.drop(text, [...path, 'listen'], (args) => gone.has(JSON.stringify(args)))
}

/** The folder of an authority's questions (RFC 8555, 8.3) stays where it asks for it: in plain. */
function redirect(server: Scope, rules: readonly Rule[], target: string): BlockStatement {
  const challenge = scopesIn(server, 'location').find(
    (scope) => scope.parent === server && (scope.rule.args.at(-1) ?? '').startsWith('/.well-known/acme-challenge'),
  )
  const root =
    challenge === undefined || own(challenge, 'root').length > 0 || own(challenge, 'alias').length > 0 ? undefined : inForce(challenge, 'root')
  const away = ['return', '308', target]
  return {
    words: ['server'],
    inner: [
      ...rules.map((rule) => (rule.name === 'listen' ? ['listen', ...rule.args] : ['listen', '80'])),
      ...own(server, 'server_name').map(({ args }) => ['server_name', ...args]),
      ...(root === undefined ? [] : [['root', ...root.args]]),
      ...(challenge === undefined ? [away] : [statementOf(challenge.rule), { words: ['location', '/'], inner: [away] }]),
    ],
  }
}

function statementOf({ name, args, body }: Rule): Statement {
  return body === undefined ? [name, ...args] : { words: [name, ...args], inner: body.map(statementOf) }
}
