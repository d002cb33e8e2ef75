import { nginxEdits } from '../../formats/edits/nginx.ts'
import type { Edited } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { channelsTo } from '../../model/lookup.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import { compareVersions } from '../../protocols/version.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, atHttp, changesFor, isWritten } from './edit-text.ts'
import { refusesAll } from './redirects.ts'
import { passesOn, scopesIn } from './scopes.ts'
import type { Listen } from './servers.ts'
import { siteNames } from './servers.ts'

/** A server of its own answers for all names that no other one has, and refuses them. */
export function strangersRefused(sources: Sources, component: Component, deployment: Deployment): Edited {
  const ports = portsThatPassOn(sources)
  const listens = sources.servers.listens.filter(({ kind, port }) => kind === 'http' && ports.has(port))
  const why = whyNot(listens, sources, component, deployment)
  if (why !== undefined) return why
  const first = listens[0]!.server
  const doors = new Map(listens.map((listen) => [addressOf(listen), listen]))
  const isTls = listens.some(({ tls }) => tls)
  const block = {
    words: ['server'],
    inner: [
      ...[...doors].map(([address, { tls }]) => ['listen', address, ...(tls ? ['ssl'] : []), 'default_server']),
      ['server_name', '_'],
      // the version of TLS is agreed on before a name is: what the default server has counts for all
      ...(isTls
        ? [
            ['ssl_protocols', ...intermediate.versions],
            ['ssl_ciphers', intermediate.ciphers.join(':')],
            ['ssl_reject_handshake', 'on'],
          ]
        : []),
      ['return', '444'],
    ],
  }
  const deeds: readonly Deed[] = [
    ...listens.filter(({ isDefault }) => isDefault).map(({ rule }) => at(rule, (text, path) => withoutDefault(text, path, rule.args))),
    atHttp(sources, first.rule, (text, path) => nginxEdits.addBlock(text, path, block)),
  ]
  const notes = ['who asks nginx by its address, or by a name that no server_name has, gets no answer']
  return changesFor(sources, deeds, isTls ? [...notes, 'nginx has ssl_reject_handshake since 1.19.4'] : notes)
}

/** Ports at which something is passed on and an unknown name is answered. */
function portsThatPassOn({ servers }: Sources): ReadonlySet<number> {
  const ports = servers.listens.filter(({ server, kind }) => kind === 'http' && [server, ...scopesIn(server, 'location', 'if')].some(passesOn))
  return new Set(
    ports.flatMap(({ port }) => {
      const group = servers.listens.filter((listen) => listen.port === port)
      const answering = group.find(({ isDefault }) => isDefault) ?? group[0]
      return answering === undefined || refusesAll(answering.server) ? [] : [port]
    }),
  )
}

function whyNot(listens: readonly Listen[], sources: Sources, { input, version, id }: Component, deployment: Deployment): Edited | undefined {
  if (listens.length === 0) return { changes: [] }
  if (listens.some(({ server }) => !isWritten(sources, server.rule)))
    return { cannot: 'one of its servers is written in the image itself', reason: 'not-in-files' }
  if (listens.some(({ tls }) => tls) && version !== undefined && compareVersions(version, '1.19.4') < 0)
    return { cannot: 'nginx before 1.19.4 cannot refuse an unknown name in the handshake: take a later version first' }
  if (listens.some(({ server }) => siteNames(server).length === 0))
    return { cannot: 'a server without a name of its own answers for every name: give it its server_name', reason: 'needs-person' }
  const names = new Set(listens.flatMap(({ server }) => siteNames(server)))
  const caller = channelsTo(deployment, id).find(({ host, port }) => !names.has(host) && listens.some((listen) => listen.port === port))
  if (caller !== undefined)
    return { cannot: `${caller.from} calls it ${caller.host}, which is no server_name: it would be refused`, reason: 'would-break' }
  const check = input.isolation.healthcheck
  const asked =
    check === undefined || check.disabled ? undefined : /https?:\/\/([^/:"'\s]+)/.exec(check.test.map(({ value }) => value).join(' '))?.[1]
  if (asked !== undefined && !names.has(asked))
    return { cannot: `its health check asks for ${asked}, which is no server_name: it would be refused`, reason: 'would-break' }
  return undefined
}

function addressOf({ rule, port }: Listen): string {
  return rule.name === 'listen' ? (rule.args[0] ?? String(port)) : String(port)
}

function withoutDefault(text: string, path: Parameters<Deed['change']>[1], args: readonly string[]): ReturnType<Deed['change']> {
  const words = args.filter((word) => word !== 'default_server' && word !== 'default')
  const old = JSON.stringify(args)
  return nginxEdits.put(text, [...path, 'listen'], words, { fits: (value) => JSON.stringify(value) === old })
}
